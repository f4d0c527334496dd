import type { DurableContext } from '@aws/durable-execution-sdk-js';
import pMap from 'p-map';

/**
 * A durable execution that is never interrupted, and keeps nothing. It has only the members that a walk uses: AWS's own
 * runner for tests keeps all checkpoints in the memory that is measured.
 *
 * @param began - When the walk begins. Default: now.
 */
export function walkContext(began?: Date): DurableContext {
  const [functionName, day] = ['walk', 86_400_000];
  const arn = `arn:aws:lambda:${process.env.AWS_REGION}:${process.env.ACCOUNT_ID}:function:walk`;
  const child = {
    step: async (name: string, work: () => unknown) => {
      const result = await work();
      return began && name === 'begin' ? { ...(result as object), began } : result;
    },
    map: async <Item>(
      _name: string,
      items: readonly Item[],
      work: (context: unknown, item: Item) => unknown,
      { maxConcurrency = 1 }: { maxConcurrency?: number },
    ) => {
      const ends = await pMap(items, (item) => work(child, item), { concurrency: maxConcurrency });
      return { throwIfError: () => {}, getResults: () => ends };
    },
    wait: async () => {},
    executionContext: { durableExecutionArn: arn },
    lambdaContext: {
      ...{ functionName, invokedFunctionArn: `${arn}:durable` },
      getRemainingTimeInMillis: () => day,
    },
  };
  return child as unknown as DurableContext;
}
