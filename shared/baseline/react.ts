import type { People } from '../alerts/people.ts';
import { appliedAlerts, baselineSweep } from './alert.ts';
import { type Applied, type Applying, applyBaseline } from './apply.ts';
import type { BaselinePlan } from './deviation.ts';
import { rehearseBaseline } from './rehearse.ts';

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
  people: People,
  planned: BaselinePlan,
  began: Date,
): Promise<Reaction> {
  const plan = await rehearseBaseline(with_.ecr, planned);
  const applied = await applyBaseline(with_, plan);
  const found = appliedAlerts(applied);
  await people.tell(found);
  await with_.gate.told(applied.flatMap(({ act }) => act ?? []));
  if (plan.isWhole) await people.settle(baselineSweep(plan, began), found);
  return { plan, applied };
}
