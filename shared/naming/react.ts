import type { People } from '../alerts/people.ts';
import { alertsOf, standingKinds } from './alert.ts';
import { type Enforced, type Enforcing, enforce } from './enforce.ts';
import type { NamingPlan } from './plan.ts';

/** Does what the rules want as far as it may, then tells people what was done and what was not. */
export async function react(
  with_: Enforcing,
  people: People,
  plan: NamingPlan,
): Promise<Enforced[]> {
  const enforced = await enforce(with_, plan);
  await people.tell(alertsOf(enforced));
  await with_.gate.told(enforced.flatMap(({ act }) => act ?? []));
  return enforced;
}

/** Tells people what is over, after a run over the whole registry that began then. */
export async function settleNames(
  people: People,
  began: Date,
  enforced: readonly Enforced[],
): Promise<void> {
  // What could not be read has failed the run, and what ECR says is gone has no names.
  const covers = () => true;
  await people.settle({ kinds: standingKinds, began, covers }, alertsOf(enforced));
}
