import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { StewardError } from '../../../shared/runtime/errors.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { count, metrics, writeMetrics } from '../../../shared/runtime/metrics.ts';
import { wrap } from '../../../shared/runtime/wrap.ts';

const schema = z.object({ images: z.number() });
const context = { functionName: 'f', awsRequestId: 'r' } as Context;
const handler = (run: (event: { images: number }) => Promise<unknown>) => {
  const wrapped = wrap(schema, run);
  return (event: unknown): Promise<unknown> => Reflect.apply(wrapped, undefined, [event, context]);
};

/** What was written of metrics, and of errors. */
function watch() {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  vi.spyOn(metrics, 'publishStoredMetrics').mockImplementation(() => {
    write(JSON.stringify(metrics.serializeMetrics()));
    metrics.clearMetrics();
    return metrics;
  });
  const error = vi.spyOn(logger, 'error').mockImplementation(() => {});
  return { lines, error };
}

beforeEach(() => {
  metrics.clearMetrics();
  return () => void vi.restoreAllMocks();
});

test('an event is parsed, and its metrics are written once', async () => {
  const { lines, error } = watch();
  const run = handler(async ({ images }) => {
    count({ Images: images });
    return images * 2;
  });
  expect(await run({ images: 4, other: true })).toBe(8);
  expect(lines).toEqual([expect.stringContaining('"Images":4')]);
  expect(error).not.toHaveBeenCalled();
});

test('an event of an unknown shape is acknowledged, and nothing is run', async () => {
  const { error } = watch();
  const ran = vi.fn(async () => {});
  expect(await handler(ran)({ id: 'e-1', images: 'x' })).toEqual({
    acknowledged: true,
    problems: ['images: invalid_type'],
  });
  expect(ran).not.toHaveBeenCalled();
  expect(error.mock.calls).toMatchObject([[expect.any(String), { eventId: 'e-1' }]]);
});

test('any other error is thrown, so that it is tried again, and what was counted is written', async () => {
  const { lines, error } = watch();
  const run = handler(async () => {
    count({ Images: 1 });
    throw new StewardError('not now');
  });
  await expect(run({ id: 'e-2', images: 1 })).rejects.toThrow('not now');
  expect(lines).toHaveLength(1);
  expect(error).toHaveBeenCalledTimes(1);
});

test('nothing is written where nothing was counted', () => {
  const { lines } = watch();
  writeMetrics();
  expect(lines).toEqual([]);
});
