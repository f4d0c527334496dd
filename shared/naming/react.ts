import type { Notifier } from '../alerts/notifier.ts';
import { alertsOf, standingKinds } from './alert.ts';
import { type Enforced, type Enforcing, enforce } from './enforce.ts';
import type { NamingPlan } from './plan.ts';

/** Enforces the rules as far as they are allowed, then sends alerts on what was done and what was not. */
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

/** Resolves alerts after a run over the whole registry that began at `began`. */
export async function resolveNames(
  notifier: Notifier,
  began: Date,
  enforced: readonly Enforced[],
): Promise<void> {
  // A repository that could not be read fails the run, and one that no longer exists has no names.
  const covers = () => true;
  await notifier.resolve({ kinds: standingKinds, began, covers }, alertsOf(enforced));
}
