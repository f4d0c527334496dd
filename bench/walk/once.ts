import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import pMap from 'p-map';
import { clientDefaults } from '../../shared/runtime/clients.ts';
import { requireVariable } from '../../shared/runtime/environment.ts';
import { s3Store } from '../../shared/runtime/store/s3.ts';
import { createReader } from '../../shared/steward/active-reader.ts';
import { onOccasion } from '../../shared/steward/walk/on-occasion.ts';

/** Walks once as the function `walk` does. @param began - When the walk begins. Default: now. */
export async function walkOnce(began?: Date): Promise<object> {
  const active = await createReader().active();
  if (active === undefined) throw new Error('no registry.yml is active');
  const walking = {
    active,
    sts: new STSClient(clientDefaults),
    dynamodb: new DynamoDBClient(clientDefaults),
    store: s3Store(new S3Client(clientDefaults), requireVariable('INVENTORY_BUCKET')),
  };
  return onOccasion(walking, {}, walkContext(began));
}

/**
 * A durable execution that is never interrupted, and keeps nothing. It has only the members that a walk uses: AWS's own
 * runner for tests keeps all checkpoints in the memory that is measured.
 */
function walkContext(began?: Date): DurableContext {
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
  // A walk uses no other members of the context.
  return child as unknown as DurableContext;
}
