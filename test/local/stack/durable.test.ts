import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import {
  type DurableExecution,
  type DurableOperation,
  type Invocation,
  type Stack,
  type StackCheckpoint,
  startStack,
} from '../../../local/stack/stack.ts';
import { shopEvent, startStandIn } from './stand-in.ts';

const directory = new URL('./fixtures/nightly', import.meta.url).pathname;
const name = 'nightly-local';
const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
const durableLimits = { operations: 50, bytes: 100_000, payloadBytes: 20_000 };

let aws: LocalAws;
let stack: Stack;
let invocations: Invocation[];

beforeAll(async () => {
  aws = await startStandIn();
  stack = await startStack(aws, { directory, durableLimits });
  stack.onInvocation((invocation) => invocations.push(invocation));
});

afterAll(async () => {
  await stack.close();
  await aws.close();
});

beforeEach(() => {
  invocations = [];
});

/** Runs a durable function once. */
async function execute(functionName: string, event: unknown) {
  const outcome = await stack.invoke(functionName, event);
  const last = invocations.findLast((invocation) => invocation.functionName === functionName);
  if (!last?.durable) throw new Error(`${functionName} was not run as a durable function`);
  const { durable, logs } = last;
  return { outcome, durable, logs };
}

function named({ operations }: DurableExecution, operation: string): DurableOperation | undefined {
  return operations.find((one) => one.name === operation);
}

/** Resolves when `matching` is first reported. */
function once(matching: (checkpoint: StackCheckpoint) => boolean, then: () => void): void {
  const stop = stack.onCheckpoint((checkpoint) => {
    if (!matching(checkpoint)) return;
    stop();
    then();
  });
}

describe('a durable function', () => {
  it('retries its steps, waits, and resumes, without delay', async () => {
    const { outcome, durable } = await execute('count', {});
    expect(outcome).toEqual({
      ok: true,
      result: { lengths: [1, 2, 3, 4, 5], arn: `${arn}-count:durable`, version: '1' },
    });
    expect(named(durable, 'length-2')).toMatchObject({
      type: 'STEP',
      status: 'SUCCEEDED',
      attempts: 3,
      skippedSeconds: 60 + 120,
    });
    expect(named(durable, 'rest')).toMatchObject({ type: 'WAIT', skippedSeconds: 3600 });
    expect(durable.invocations).toBeGreaterThan(1);
    expect(durable.crashes).toBe(0);
    expect(durable.arn).toMatch(`${arn}-count:durable/durable-execution/`);
  });

  it('counts a map, for each item a context and its operations, and each retry', async () => {
    const { durable } = await execute('shards', { shards: 5 });
    expect(durable.operations.map(({ subType }) => subType).sort()).toEqual(
      ['Map', ...Array(5).fill('MapIteration'), ...Array(5).fill('Step')].sort(),
    );
    expect(durable.operationCount).toBe(1 + 5 + 5);
    const flat = await execute('shards', { shards: 5, flat: true });
    expect(flat.durable.operationCount).toBe(1 + 5);
  });

  it('shows the output of every run of its handler', async () => {
    const { durable, logs } = await execute('count', { items: ['x'] });
    expect(logs).toEqual(Array(durable.invocations).fill('counting 1'));
  });

  it('is reached by schedules and rules through its alias', async () => {
    expect(await stack.fire('count')).toMatchObject({ ok: true });
    expect(stack.deliver(shopEvent('Count'))).toEqual(['count']);
    await stack.idle();
    expect(invocations.map(({ functionName }) => functionName)).toEqual(['count', 'count']);
    expect(stack.resources.CountDurableLambdaAlias?.ref).toBe(`${arn}-count:durable`);
  });

  it('is not retried as a whole, and its event goes to the dead-letter queue', async () => {
    const event = { ...shopEvent('Count'), items: Array(30).fill('x') };
    stack.deliver(event);
    await stack.idle();
    expect(invocations).toMatchObject([{ attempt: 1, outcome: { ok: false } }]);
    const [message] =
      aws.storage.inspectQueue(stack.resources.Dead?.name ?? '')?.messages.ready ?? [];
    expect(JSON.parse(message?.body ?? '')).toEqual(event);
  });

  it('must be wrapped in withDurableExecution', async () => {
    const { outcome } = await execute('unwrapped', {});
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining('must be wrapped in withDurableExecution') },
    });
  });
});

describe('a chained invocation', () => {
  it('runs a function of the stack, by its name or its ARN', async () => {
    const plain = `${name}-plain`;
    const invoke = [plain, `${plain}:$LATEST`, `000000000000:function:${plain}`, `${arn}-plain`];
    const { outcome } = await execute('count', { invoke, payload: { double: 4 } });
    expect(outcome).toEqual({ ok: true, result: [8, 8, 8, 8] });
    expect(invocations.map(({ functionName }) => functionName)).toEqual([
      ...Array(4).fill('plain'),
      'count',
    ]);
  });

  it('runs another durable function, or the same, as an execution of its own', async () => {
    const invoke = [`${arn}-shards:durable`, `${arn}-count:durable`];
    const { outcome, durable } = await execute('count', { invoke, payload: { shards: 2 } });
    expect(outcome).toMatchObject({ ok: true, result: [2, { lengths: [1, 2, 3, 4, 5] }] });
    expect(durable.operations.filter(({ type }) => type === 'CHAINED_INVOKE')).toHaveLength(2);
    expect(invocations.map(({ durable }) => durable?.arn)).toHaveLength(3);
  });

  it('fails with the error of the function', async () => {
    const order = { invoke: [`${name}-plain`], payload: { fail: 'no such shelf' } };
    const { outcome } = await execute('count', order);
    expect(outcome).toEqual({ ok: true, result: [{ error: 'no such shelf' }] });
  });

  it.each([
    [
      'other',
      'there is no function "other" in 000000000000, eu-west-1; there is nightly-local-count',
    ],
    [`${arn.replace('eu-west-1', 'us-east-1')}-plain`, 'in 000000000000, eu-west-1'],
    [
      `${arn}-count`,
      'a durable function must be invoked with a qualifier, as nightly-local-count:durable',
    ],
    [`${arn}-plain:live`, 'nightly-local-plain has no version or alias "live"'],
    ['not a name', '"not a name" is not a name or an ARN of a function'],
  ])('of %s fails and says why', async (unknown, problem) => {
    const { outcome } = await execute('count', { invoke: [unknown] });
    const error = expect.stringContaining(problem);
    expect(outcome).toEqual({ ok: true, result: [{ error }] });
  });
});

describe('an execution that is killed', () => {
  it('resumes from its checkpoints, and repeats the steps that were not done', async () => {
    const isFifth = ({ name: step, action }: StackCheckpoint) =>
      step === 'shard-5' && action === 'START';
    once(isFifth, () => void stack.kill('shards'));
    const { outcome, durable } = await execute('shards', { shards: 12, slow: true });
    expect(outcome).toEqual({ ok: true, result: 12 });
    expect(durable).toMatchObject({ invocations: 2, crashes: 1, operationCount: 1 + 12 + 12 });
  });

  it('does not repeat completed steps', async () => {
    const isLast = ({ name: step, action }: StackCheckpoint) =>
      step === 'shard-11' && action === 'START';
    once(isLast, () => void stack.kill('shards'));
    const { outcome, logs } = await execute('shards', { shards: 12, slow: true });
    expect(outcome).toEqual({ ok: true, result: 12 });
    expect(logs.filter((line) => line === 'shard 0')).toHaveLength(1);
  });

  it('fails when it makes no progress', async () => {
    const { outcome, durable } = await execute('shards', { shards: 1, crash: true });
    expect(outcome).toMatchObject({ ok: false, error: { name: 'Runtime.ExitError' } });
    expect(durable).toMatchObject({ invocations: 3, crashes: 3 });
  });
});

describe('an execution past a limit', () => {
  it.each([
    [{ shards: 30 }, 'a durable execution has at most 50 operations'],
    [{ shards: 10, bytes: 15_000 }, 'a durable execution keeps at most 100000 bytes'],
    [
      { shards: 1, bytes: 20_001 },
      'STEP shard-0: output payload size must be less than or equal to 20000 bytes',
    ],
  ])('%j fails and says which', async (order, problem) => {
    const { outcome } = await execute('shards', order);
    expect(outcome).toMatchObject({
      ok: false,
      error: { name: 'DurableExecutionLimitExceeded', message: expect.stringContaining(problem) },
    });
  });
});
