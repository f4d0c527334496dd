import {
  type DurableContext,
  NestingType,
  type RetryDecision,
} from '@aws/durable-execution-sdk-js';
import type { ECRClient } from '@aws-sdk/client-ecr';
import { notePopulation } from '../../actions/population.ts';
import type { Notifier } from '../../alerts/notifier.ts';
import type { InventoryConfig } from '../../config/schema/schema.ts';
import { identifyTarget, type RegistryTarget } from '../../registry/target-client.ts';
import { StewardError } from '../../runtime/errors.ts';
import { explain } from '../../runtime/explain.ts';
import type { Store } from '../../walk/store/store.ts';
import type { NameCheck } from '../compare/names.ts';
import { type ActionsSource, keepActions } from '../rows/actions.ts';
import { listShards } from '../shards/shards.ts';
import { type ShardProgress, takeShard } from '../shards/take.ts';
import { type Partition, partitionOf, summaryKey } from '../store/partition.ts';
import type { Findings } from '../summary/summarize.ts';
import type { Totals } from '../take.ts';
import { notifyInventory } from './notify.ts';
import { publishInventory, type ShardEnd } from './publish.ts';

/** The registry that is read, and where its inventory goes. */
export interface Nightly {
  ecr: ECRClient;
  store: Store;
  target: RegistryTarget;
  config: InventoryConfig;
  names?: NameCheck;
  /** Whether ECR can log in upstream; called once, before the inventory is published. */
  logins?: () => Promise<NonNullable<Findings['logins']>>;
  /** The ledger and the rules of the stack's own registry. Undefined for any other. */
  own?: ActionsSource | undefined;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
}

/** The result of a run; the summary itself is too large for a checkpoint. */
export interface NightlyResult extends Pick<Totals, 'repositories' | 'images' | 'tags' | 'bytes'> {
  /** Where the summary is. */
  place: string;
  complete: boolean;
}

/**
 * Shards that are read concurrently. They share a client and its rate limit; more of them help only where
 * repositories are huge.
 */
const SHARDS_AT_A_TIME = 4;

/** Milliseconds before Lambda's deadline after which no repository is begun: the largest takes as long. */
const RESERVE_MS = 180_000;

/**
 * Takes the inventory of one registry as a durable execution: list, read the shards, publish. Each is a step that is
 * kept when it has succeeded, and does no harm when it runs again. A shard that fails is tried three times, then
 * reported; the rest is published.
 *
 * Operations per execution: 4, and 1 per shard, and 2 more each time a shard does not end in time: some 400 for the
 * 100,000 repositories that a registry may have, of 3,000.
 */
export async function runNightly(context: DurableContext, work: Nightly): Promise<NightlyResult> {
  const { ecr, store, target, config } = work;
  const began = await context.step('begin', async () => {
    const identity = await identifyTarget(ecr, target);
    return { ...identity, takenAt: new Date().toISOString() };
  });
  const takenAt = new Date(began.takenAt);
  const partition = partitionOf(began, takenAt);
  const { shards } = await context.step('list', () => listShards(ecr, store, partition), retried);
  const ends = await readShards(context, work, { partition, takenAt, shards });
  return context.step(
    'publish',
    async () => {
      const logins = await work.logins?.();
      const acts = work.own && (await keepActions(store, partition, work.own));
      const options = { takenAt, config, ...(logins && { logins }), ...(acts && { acts }) };
      const summary = await publishInventory(ecr, store, partition, ends, options);
      if (work.own) await notePopulation(work.own.ledger, summary, new Date());
      await notifyInventory(summary, config, work.notifier);
      const { complete, repositories, images, tags, bytes } = summary;
      const place = store.place(summaryKey(partition));
      return { place, complete, repositories, images, tags, bytes };
    },
    retried,
  );
}

interface Run {
  partition: Partition;
  takenAt: Date;
  shards: number;
}

async function readShards(context: DurableContext, work: Nightly, run: Run): Promise<ShardEnd[]> {
  const numbers = Array.from({ length: run.shards }, (_, number) => number);
  const read = await context.map(
    'shards',
    numbers,
    (child, number) => readOneShard(child, work, run, number),
    // An item needs no checkpoint of its own besides that of its step.
    { maxConcurrency: SHARDS_AT_A_TIME, nesting: NestingType.FLAT },
  );
  read.throwIfError();
  return read.getResults();
}

/** Slice by slice, each a step of its own, as long as Lambda's time allows. */
async function readOneShard(
  context: DurableContext,
  { ecr, store, config, names }: Nightly,
  { partition, takenAt }: Run,
  number: number,
): Promise<ShardEnd> {
  const results: string[] = [];
  let from: number | undefined = 0;
  try {
    while (from !== undefined) {
      const begin: number = from;
      const slice = () =>
        takeShard({
          ...{ ecr, store, partition, number, takenAt, from: begin },
          ...{ settings: config.settings, manifests: config.manifests },
          ...(names && { names }),
          until: Date.now() + context.lambdaContext.getRemainingTimeInMillis() - RESERVE_MS,
        });
      const step = `shard ${number} from ${begin}`;
      const progress: ShardProgress = await context.step(step, slice, retried);
      results.push(progress.key);
      from = progress.next;
      // A wait ends the invocation, and the next one has Lambda's full time again.
      if (from !== undefined) await context.wait({ seconds: 1 });
    }
    return { results };
  } catch (error) {
    return { results, error: explain(error) ?? String(error) };
  }
}

/** Three attempts, 10 and 20 seconds apart; what only a person can fix fails at once. */
const retried = {
  retryStrategy: (error: Error, attempt: number): RetryDecision =>
    error instanceof StewardError || attempt >= 3
      ? { shouldRetry: false }
      : { shouldRetry: true, delay: { seconds: attempt * 10 } },
};
