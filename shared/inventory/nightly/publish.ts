import type { ECRClient } from '@aws-sdk/client-ecr';
import type { InventoryConfig } from '../../config/schema/schema.ts';
import { readRegistrySettings } from '../../registry/settings/registry-settings.ts';
import type { Store } from '../../walk/store/store.ts';
import { findPrevious } from '../compare/previous.ts';
import { joinResults, type ShardResult } from '../shards/result.ts';
import { readShard } from '../shards/shards.ts';
import { folderOf, type Partition, reportKey, summaryKey } from '../store/partition.ts';
import { type Findings, summarize } from '../summary/summarize.ts';
import type { Summary } from '../summary/summary.ts';

/** How a shard ended. */
export interface ShardEnd {
  /** Keys of its results, one per slice. */
  results: readonly string[];
  /** Why the shard ended early: its other repositories were not read. */
  error?: string;
}

export interface PublishOptions extends Pick<Findings, 'takenAt' | 'logins' | 'acts'> {
  config: Pick<InventoryConfig, 'prices' | 'quotas'>;
}

/**
 * Merges the results of all shards and publishes the inventory. The summary comes last: a day without one has no
 * inventory, whatever other files exist. Repeating it does no harm.
 *
 * @param ends - One per shard, in their order.
 * @throws NothingReadError when no repository at all could be read.
 */
export async function publishInventory(
  ecr: ECRClient,
  store: Store,
  partition: Partition,
  ends: readonly ShardEnd[],
  { takenAt, logins, acts, config }: PublishOptions,
): Promise<Summary> {
  const [result, previous, { settings, rules }] = await Promise.all([
    collect(store, partition, ends),
    findPrevious(store, partition),
    readRegistrySettings(ecr),
  ]);
  const findings = { identity: partition, takenAt, result, settings, rules, previous };
  const summary = summarize(
    { ...findings, ...(logins && { logins }), ...(acts && { acts }) },
    config,
  );
  // Charts are large: only what renders them loads them.
  const { renderReport } = await import('../report/page.ts');
  await store.put(reportKey(partition), await renderReport(summary), 'text/html; charset=utf-8');
  await removeLeftovers(store, partition, result);
  await store.put(summaryKey(partition), JSON.stringify(summary), 'application/json');
  return summary;
}

async function collect(
  store: Store,
  partition: Partition,
  ends: readonly ShardEnd[],
): Promise<ShardResult> {
  const results: ShardResult[] = [];
  for (const [shard, { results: keys, error }] of ends.entries()) {
    const slices: ShardResult[] = [];
    for (const key of keys) slices.push(await readResult(store, key));
    const result = joinResults(slices);
    results.push(error === undefined ? result : await unfinished(result, error, shard));
  }
  return joinResults(results);

  /** The repositories that a shard did not reach are listed by name, as if each had failed. */
  async function unfinished(result: ShardResult, error: string, shard: number) {
    const { repositories } = await readShard(store, partition, shard);
    const ended = new Set([...result.perRepository, ...result.failed].map((it) => it.repository));
    const missing = repositories
      .filter(({ repositoryName }) => !ended.has(repositoryName))
      .map(({ repositoryName }) => ({ repository: repositoryName, error }));
    return { ...result, failed: [...result.failed, ...missing] };
  }
}

async function readResult(store: Store, key: string): Promise<ShardResult> {
  const found = await store.get(key);
  if (!found)
    throw new Error(`${store.place(key)} is missing: it was written when its shard ended`);
  return JSON.parse(new TextDecoder().decode(found)) as ShardResult;
}

/**
 * Removes files from the folders of the day that an earlier run wrote and this one did not: SQL reads all files of a
 * folder.
 */
async function removeLeftovers(
  store: Store,
  partition: Partition,
  { parts }: ShardResult,
): Promise<void> {
  const current = new Set(parts.map(({ key }) => key));
  for (const table of ['images', 'repositories', 'changes']) {
    const written = await store.list(`${table}/${folderOf(partition)}/part-`);
    await store.remove(written.filter((key) => !current.has(key)));
  }
}
