import type { ECRClient } from '@aws-sdk/client-ecr';
import type { EnforcedRule } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import { applyStages, type Result, type Stage } from '../changes/apply.ts';
import type { RegistryChange, RegistryPlan } from './change.ts';
import { enforcedFor } from './enforced-rules.ts';
import { registryKinds } from './kinds.ts';
import { noteWanted } from './replication/memory.ts';

export type AppliedChange = RegistryChange & Result;

/** What applying a plan needs. */
export interface Applying {
  ecr: ECRClient;
  gate: Gate;
  /** Remembers backfills; without it none is planned to be started. */
  ledger?: Ledger | undefined;
  /** The rules of registry.yml that the changes belong to. */
  rules: readonly EnforcedRule[];
}

/**
 * Applies a plan, change by change, never two at a time: statements are parts of one policy.
 *
 * @param onChange - Called after each change, for progress.
 */
export async function applyRegistry(
  { ecr, gate, rules, ledger }: Applying,
  { changes }: Pick<RegistryPlan, 'changes'>,
  onChange: (change: AppliedChange) => void = () => {},
): Promise<AppliedChange[]> {
  if (ledger) await noteAllWanted(ledger, changes);
  const existing = changes.filter((change) => 'before' in change).length;
  const ruleOf = (change: RegistryChange) => enforcedFor(rules, change);
  const with_ = { ecr, gate, kinds: registryKinds, ruleOf, existing };
  const applied = await applyStages(with_, inSafeOrder(changes), onChange);
  return changes.flatMap((change) => applied.get(change) ?? []);
}

/** Before anything is started: a run that ends in between finds what it has started. */
async function noteAllWanted(ledger: Ledger, changes: readonly RegistryChange[]): Promise<void> {
  for (const change of changes) {
    if (change.kind !== 'backfill' || change.action !== 'create') continue;
    await noteWanted(ledger, { ...change.after, wantedAt: change.since });
  }
}

/**
 * Deletions come last: what allows something is there before what did so goes. A backfill comes after the rule that it
 * is for.
 */
function inSafeOrder(changes: readonly RegistryChange[]): Stage<RegistryChange>[] {
  const goes = ({ action }: RegistryChange) => action === 'delete';
  const stays = changes.filter((change) => !goes(change));
  return [
    { changes: stays.filter(({ kind }) => kind !== 'backfill') },
    { changes: stays.filter(({ kind }) => kind === 'backfill') },
    { changes: changes.filter(goes) },
  ];
}
