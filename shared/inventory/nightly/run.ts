import type { ECRClient } from '@aws-sdk/client-ecr';
import { identify } from '../../registry/identity.ts';
import type { Store } from '../../walk/store/store.ts';
import { listShards } from '../shards/shards.ts';
import { takeShard } from '../shards/take.ts';
import type { ShardOptions } from '../shards/work.ts';
import { partitionOf, runsPrefix } from '../store/partition.ts';
import type { Summary } from '../summary/summary.ts';
import { type PublishOptions, publishInventory, type ShardEnd } from './publish.ts';

export type RunOptions = PublishOptions &
  Omit<ShardOptions, 'from' | 'until'> & {
    /** Called with the number of repositories when they are listed. */
    onListed?: (repositories: number) => void;
  };

/**
 * Takes and keeps the inventory of a registry in one process, for the command. The nightly function does the same in
 * steps that outlive a process: see functions/inventory.ts.
 */
export async function runInventory(
  ecr: ECRClient,
  store: Store,
  options: RunOptions,
): Promise<Summary> {
  const partition = partitionOf(await identify(ecr), options.takenAt);
  const { shards, repositories } = await listShards(ecr, store, partition);
  options.onListed?.(repositories);
  const ends: ShardEnd[] = [];
  for (let number = 0; number < shards; number += 1) {
    const { key } = await takeShard({ ...options, ecr, store, partition, number });
    ends.push({ results: [key] });
  }
  const summary = await publishInventory(ecr, store, partition, ends, options);
  await store.remove(await store.list(runsPrefix(partition)));
  return summary;
}
