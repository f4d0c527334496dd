import type { DurableContext, RetryDecision } from '@aws/durable-execution-sdk-js';

export const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:walk:7';

type Retry = (error: Error, attempt: number) => RetryDecision;

/** What a durable execution was asked for, in its order. */
export interface Asked {
  steps: string[];
  /** By the name of its step: absent where it has none of its own. */
  retries: Map<string, Retry | undefined>;
  waits: number;
  invoked: unknown[];
}

/**
 * The context of a durable execution that never ends before its work does: each step runs once, at once.
 *
 * @param remaining - Milliseconds that Lambda leaves, at every look; `remainingNow` where that changes.
 * @param invoke - What another execution of the function answers.
 */
export function durableContext({
  remaining = 900_000,
  invoke = () => undefined as unknown,
  before = (_step: string) => {},
  remainingNow = () => remaining,
} = {}) {
  const asked: Asked = { steps: [], retries: new Map(), waits: 0, invoked: [] };
  const step = async (
    name: string,
    work: () => Promise<unknown>,
    options?: { retryStrategy?: Retry },
  ) => {
    asked.steps.push(name);
    asked.retries.set(name, options?.retryStrategy);
    before(name);
    return work();
  };
  const wait = async () => {
    asked.waits += 1;
  };
  const invoked = async (_name: string, _function: string, input: unknown) => {
    asked.invoked.push(input);
    return invoke();
  };
  const lambdaContext = {
    invokedFunctionArn: functionArn,
    getRemainingTimeInMillis: remainingNow,
  };
  const context = { lambdaContext, step, wait, invoke: invoked, map };
  async function map(_name: string, items: unknown[], work: Item) {
    const results: unknown[] = [];
    for (const item of items) results.push(await work(context, item));
    return { throwIfError: () => undefined, getResults: () => results };
  }
  return { asked, context: context as unknown as DurableContext };
}

type Item = (context: object, item: unknown) => Promise<unknown>;
