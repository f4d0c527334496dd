import type { ECRClient } from '@aws-sdk/client-ecr';
import type { EnforcedRule } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import { applyStages, type Result, type Stage } from '../changes/apply.ts';
import type { RegistryChange, RegistryPlan } from './change.ts';
import { enforcedFor } from './enforced-rules.ts';
import { registryKinds } from './kinds.ts';

export type AppliedChange = RegistryChange & Result;

/** What applying a plan needs. */
export interface Applying {
  ecr: ECRClient;
  gate: Gate;
  /** The rules of registry.yml that the changes belong to. */
  rules: readonly EnforcedRule[];
}

/**
 * Applies a plan, change by change, never two at a time: statements are parts of one policy.
 *
 * @param onChange - Called after each change, for progress.
 */
export async function applyRegistry(
  { ecr, gate, rules }: Applying,
  { changes }: Pick<RegistryPlan, 'changes'>,
  onChange: (change: AppliedChange) => void = () => {},
): Promise<AppliedChange[]> {
  const existing = changes.filter((change) => 'before' in change).length;
  const ruleOf = (change: RegistryChange) => enforcedFor(rules, change);
  const with_ = { ecr, gate, kinds: registryKinds, ruleOf, existing };
  const applied = await applyStages(with_, inSafeOrder(changes), onChange);
  return changes.flatMap((change) => applied.get(change) ?? []);
}

/** Deletions come last: what allows something is there before what did so goes. */
function inSafeOrder(changes: readonly RegistryChange[]): Stage<RegistryChange>[] {
  const goes = ({ action }: RegistryChange) => action === 'delete';
  return [
    { changes: changes.filter((change) => !goes(change)) },
    { changes: changes.filter(goes) },
  ];
}
