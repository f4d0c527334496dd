import type { Notifier } from '../alerts/notifier.ts';
import { appliedAlerts, baselineSweep } from './alert.ts';
import { type Applied, type Applying, applyBaseline } from './apply.ts';
import type { BaselinePlan } from './deviation.ts';
import { previewBaseline } from './preview.ts';

/** What was rehearsed, and what became of it. */
export interface Reaction {
  plan: BaselinePlan;
  applied: Applied[];
}

/**
 * Rehearses what is planned, sets what is to be set and may be, then tells people what was done and what was not;
 * after a look at the whole registry also what is over.
 *
 * @param began - When the look began.
 */
export async function react(
  with_: Applying,
  notifier: Notifier,
  planned: BaselinePlan,
  began: Date,
): Promise<Reaction> {
  const plan = await previewBaseline(with_.ecr, planned);
  const applied = await applyBaseline(with_, plan);
  const found = appliedAlerts(applied);
  await notifier.notify(found);
  await with_.gate.notified(applied.flatMap(({ actionId }) => actionId ?? []));
  if (plan.isWhole) await notifier.resolve(baselineSweep(plan, began), found);
  return { plan, applied };
}
