import { expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { logger } from '../../../shared/runtime/logger.ts';
import { wrap } from '../../../shared/runtime/wrap.ts';
import { wrapDurable } from '../../../shared/runtime/wrap-durable.ts';

type Handler = (event: never, context: never) => Promise<unknown>;

test.each<[string, Handler]>([
  ['plain', wrap(z.object({}), async () => 'done') as Handler],
  ['durable', wrapDurable(z.object({}), async () => 'done') as Handler],
])('what a %s function adds to its log lines ends with the invocation', async (_, handler) => {
  const reset = vi.spyOn(logger, 'resetKeys');
  onTestFinished(() => reset.mockRestore());
  // Outside of Lambda a durable execution cannot begin, and fails.
  await handler({} as never, { functionName: 'x' } as never).catch(() => {});
  expect(reset).toHaveBeenCalled();
});
