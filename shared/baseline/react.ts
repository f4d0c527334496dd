import type { Notifier } from '../alerts/notifier.ts';
import { appliedAlerts, coveredByBaseline } from './alert.ts';
import { type Applied, type Applying, applyBaseline } from './apply.ts';
import type { BaselinePlan } from './deviation.ts';
import { previewBaseline } from './preview.ts';

/** The plan with its previews, and what was applied of it. */
export interface Reaction {
  plan: BaselinePlan;
  applied: Applied[];
}

/**
 * Previews lifecycle policies, applies the plan as far as it is allowed, then sends alerts on what was done and what
 * was not, and resolves others after a run over the whole registry.
 *
 * @param began - When the run began.
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
  if (plan.isWhole) await notifier.resolve(coveredByBaseline(plan, began), found);
  return { plan, applied };
}
