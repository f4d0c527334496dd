import type { InventoryConfig } from '../../config/schema/schema.ts';
import { folderOf, type Partition, partitionOf } from '../../registry/partition.ts';
import { readRegistrySettings } from '../../registry/settings/registry-settings.ts';
import type { Store } from '../../runtime/store/store.ts';
import type { Walked } from '../../walk/visitor.ts';
import { findPrevious } from '../compare/previous.ts';
import { joinResults, type SliceResult } from '../slices/result.ts';
import { reportKey, summaryKey } from '../store/partition.ts';
import { type Findings, summarize } from '../summary/summarize.ts';
import type { Summary } from '../summary/summary.ts';

/**
 * Merges the results of all slices and publishes the inventory. The summary comes last: a day without one has no
 * inventory, whatever other files exist. Repeating it does no harm.
 *
 * @throws NothingReadError when no repository at all could be read.
 */
export async function publishInventory(
  store: Store,
  walked: Walked<SliceResult>,
  config: Pick<InventoryConfig, 'prices' | 'quotas'>,
  found: Pick<Findings, 'logins' | 'acts'>,
): Promise<Summary> {
  const { ecr, registry: identity, began: takenAt, cacheRules: rules, unseen: failed } = walked;
  const partition = partitionOf(identity, takenAt);
  const [results, previous, settings] = await Promise.all([
    Array.fromAsync(walked.parts()),
    findPrevious(store, partition),
    readRegistrySettings(ecr),
  ]);
  const result = { ...joinResults(results), failed };
  const summary = summarize(
    { identity: partition, takenAt, result, settings, rules, previous, ...found },
    config,
  );
  // Charts are large: only what renders them loads them.
  const { renderReport } = await import('../report/page.ts');
  await store.put(reportKey(partition), await renderReport(summary), 'text/html; charset=utf-8');
  await removeLeftovers(store, partition, result);
  await store.put(summaryKey(partition), JSON.stringify(summary), 'application/json');
  return summary;
}

/**
 * Removes files from the folders of the day that an earlier run wrote and this one did not: SQL reads all files of a
 * folder.
 */
async function removeLeftovers(
  store: Store,
  partition: Partition,
  { parts }: SliceResult,
): Promise<void> {
  const current = new Set(parts.map(({ key }) => key));
  for (const table of ['images', 'repositories', 'changes']) {
    const written = await store.list(`${table}/${folderOf(partition)}/part-`);
    await store.remove(written.filter((key) => !current.has(key)));
  }
}
