import type { People } from '../../alerts/people.ts';
import type { InventoryConfig } from '../../config/schema/schema.ts';
import { writeMeasures } from '../../runtime/metrics.ts';
import { alertsOf } from '../alert.ts';
import type { Summary } from '../summary/summary.ts';
import { measuresOf } from './metrics.ts';
import { inventorySweep } from './sweep.ts';

/** Tells CloudWatch the figures of an inventory, and people what is wrong in it, and what is no more. */
export async function tellInventory(
  summary: Summary,
  { alert, perRepositoryMetrics }: InventoryConfig,
  { tell, settle }: Pick<People, 'tell' | 'settle'>,
): Promise<void> {
  for (const { dimensions, measures } of measuresOf(summary, perRepositoryMetrics)) {
    writeMeasures(dimensions, measures);
  }
  const found = alertsOf(summary, alert);
  await tell(found);
  await settle(inventorySweep(summary, alert), found);
}
