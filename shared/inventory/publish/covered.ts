import type { Where } from '../../alerts/alert.ts';
import type { ScheduledRun } from '../../alerts/notifying.ts';
import type { InventoryConfig } from '../../config/schema/schema.ts';
import type { Summary } from '../summary/summary.ts';

/** What the inventory of a registry has covered. */
export function coveredByInventory(
  summary: Summary,
  alert: Pick<InventoryConfig['alert'], 'quotaPercent'>,
): ScheduledRun {
  const { registryId, region, takenAt } = summary;
  const isNotFull = quotasInRoom(summary, alert);
  return {
    kinds: ['inventory.failed', 'inventory.incomplete', 'inventory.quota'],
    began: new Date(takenAt),
    covers: (where, kind) =>
      where.account === registryId &&
      where.region === region &&
      (kind !== 'inventory.quota' || isNotFull(where)),
  };
}

/**
 * Whether the usage is below the threshold again. Only the fullest repository is reported, so another may still be
 * full; and those that could not be read are unknown.
 */
function quotasInRoom(
  { failed, perRepository, quotas }: Summary,
  { quotaPercent }: Pick<InventoryConfig['alert'], 'quotaPercent'>,
): (where: Where) => boolean {
  const most = (quotas.imagesPerRepository.limit * quotaPercent) / 100;
  const full = perRepository.filter(({ images }) => images > most);
  const not = new Set([...full, ...failed].map(({ repository }) => repository));
  return ({ repository }) =>
    repository === undefined ? failed.length === 0 : !not.has(repository);
}
