import type { ECRClient } from '@aws-sdk/client-ecr';
import type { People } from '../alerts/people.ts';
import { outcomeAlerts, violationAlert } from './alert.ts';
import { type Enforced, enforce } from './enforce.ts';
import type { NamingPlan } from './plan.ts';
import type { Naming } from './rules.ts';

/** Tells people what they do not know yet, does what the rules want, and tells what came out otherwise. */
export async function react(
  ecr: ECRClient,
  people: People,
  naming: Naming,
  plan: NamingPlan,
): Promise<Enforced[]> {
  const due = plan.violations.filter(({ graceUntil }) => graceUntil === undefined);
  await people.tell(due.map(violationAlert));
  const enforced = await enforce(ecr, naming, plan);
  await people.tell(outcomeAlerts(enforced, plan.deletes));
  return enforced;
}

/** Tells people what is over, after a run over the whole registry that began then. */
export async function settleNames(
  people: People,
  began: Date,
  { violations, deletes }: NamingPlan,
  enforced: readonly Enforced[],
): Promise<void> {
  const found = [...violations.map(violationAlert), ...outcomeAlerts(enforced, deletes)];
  // What could not be read has failed the run, and what ECR says is gone has no names.
  const covers = () => true;
  await people.settle({ kinds: ['naming.violation', 'naming.held'], began, covers }, found);
}
