import type { Notifier } from '../../alerts/notifier.ts';
import type { InventoryConfig } from '../../config/schema/schema.ts';
import { writeMeasures } from '../../runtime/metrics.ts';
import { alertsOf } from '../alert.ts';
import type { Summary } from '../summary/summary.ts';
import { coveredByInventory } from './covered.ts';
import { measuresOf } from './metrics.ts';

/** Sends the metrics and the alerts of an inventory, and resolves earlier alerts. */
export async function notifyInventory(
  summary: Summary,
  { alert, perRepositoryMetrics }: InventoryConfig,
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
): Promise<void> {
  for (const { dimensions, measures } of measuresOf(summary, perRepositoryMetrics)) {
    writeMeasures(dimensions, measures);
  }
  const found = alertsOf(summary, alert);
  await notify(found);
  await resolve(coveredByInventory(summary, alert), found);
}
