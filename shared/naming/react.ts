import type { Notifier } from '../alerts/notifier.ts';
import { alertsOf, standingKinds } from './alert.ts';
import { type Enforced, type Enforcing, enforce } from './enforce.ts';
import type { NamingPlan } from './plan.ts';

/** Does what the rules want as far as it may, then tells people what was done and what was not. */
export async function react(
  with_: Enforcing,
  notifier: Notifier,
  plan: NamingPlan,
): Promise<Enforced[]> {
  const enforced = await enforce(with_, plan);
  await notifier.notify(alertsOf(enforced));
  await with_.gate.notified(enforced.flatMap(({ actionId }) => actionId ?? []));
  return enforced;
}

/** Tells people what is over, after a run over the whole registry that began then. */
export async function resolveNames(
  notifier: Notifier,
  began: Date,
  enforced: readonly Enforced[],
): Promise<void> {
  // What could not be read has failed the run, and what ECR says is gone has no names.
  const covers = () => true;
  await notifier.resolve({ kinds: standingKinds, began, covers }, alertsOf(enforced));
}
