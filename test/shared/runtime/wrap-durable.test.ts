import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../local/aws.ts';
import { type Invocation, type Stack, startStack } from '../../../local/stack/stack.ts';

const directory = new URL('./fixtures/durable', import.meta.url).pathname;

let aws: LocalAws;
let stack: Stack;
let last: Invocation | undefined;

beforeAll(async () => {
  aws = await startLocalAws();
  stack = await startStack(aws, { directory });
  stack.onInvocation((invocation) => {
    last = invocation;
  });
});

afterAll(async () => {
  await stack.close();
  await aws.close();
});

async function execute(event: unknown) {
  const outcome = await stack.invoke('nightly', event);
  const lines = (last?.logs ?? []).map((line) => JSON.parse(line) as Record<string, unknown>);
  return { outcome, lines, durable: last?.durable };
}

function messages(lines: readonly Record<string, unknown>[]): unknown[] {
  return lines.map(({ message }) => message).filter((message) => message !== undefined);
}

it('says once what is repeated when the execution goes on', async () => {
  const { outcome, lines, durable } = await execute({ images: 4 });
  expect(outcome).toEqual({ ok: true, result: { doubled: 8 } });
  expect(durable?.invocations).toBe(2);
  expect(messages(lines)).toEqual(['Begun', 'Doubling', 'Rested']);
});

it('has the function and the service in every line', async () => {
  const { lines } = await execute({ images: 4 });
  const said = lines.filter(({ message }) => message !== undefined);
  const context = { function_name: 'wrapped-local-nightly', service: 'ecr-steward' };
  expect(said).toMatchObject(Array(3).fill(context));
});

it('writes the metrics of a step once', async () => {
  const { lines } = await execute({ images: 7 });
  const metrics = lines.filter(({ _aws }) => _aws !== undefined);
  expect(metrics).toMatchObject([{ Images: 7 }]);
});

it('acknowledges an event of an unknown shape', async () => {
  const { outcome, lines } = await execute({ id: 'e-1', images: 'many' });
  const problems = ['images: invalid_type'];
  expect(outcome).toEqual({ ok: true, result: { acknowledged: true, problems } });
  expect(lines).toMatchObject([
    { level: 'ERROR', message: 'Event of an unknown shape acknowledged', eventId: 'e-1', problems },
  ]);
});

it('ends the execution with the error that is thrown, and logs it', async () => {
  const { outcome, lines } = await execute({ id: 'e-2', images: 1, fail: 'No bucket' });
  expect(outcome).toMatchObject({
    ok: false,
    error: { name: 'StewardError', message: 'No bucket' },
  });
  expect(lines.at(-1)).toMatchObject({ message: 'Execution failed', eventId: 'e-2' });
});
