import type { ECRClient } from '@aws-sdk/client-ecr';
import type { EnforcedRule } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import { applyStages, type Result, type Stage } from '../changes/apply.ts';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import type { CacheChange, CachePlan } from './change.ts';
import { type Validity, validateRule } from './credentials/validate.ts';
import { enforcedFor } from './enforced-rules.ts';
import { cacheKinds } from './kinds.ts';
import { MAX_RULES } from './rules/plan.ts';

/** The outcome of a change; for a rule with a credential also whether ECR can log in with it. */
export type AppliedChange = CacheChange & Result & { validity?: Validity };

/** What applying a plan needs. */
export interface Applying {
  ecr: ECRClient;
  gate: Gate;
  /** The rules of registry.yml that the changes belong to. */
  rules: readonly EnforcedRule[];
}

/**
 * Applies a plan, change by change.
 *
 * @param onChange - Called after each change, for progress.
 */
export async function applyCache(
  { ecr, gate, rules }: Applying,
  plan: CachePlan,
  onChange: (change: AppliedChange) => void = () => {},
): Promise<AppliedChange[]> {
  const existing = plan.changes.filter(
    (change) => change.kind !== 'repository' && 'before' in change,
  ).length;
  const ruleOf = (change: CacheChange) => enforcedFor(rules, change);
  const after = (change: CacheChange) => validity(ecr, change);
  const applied = await applyStages(
    { ecr, gate, kinds: cacheKinds, ruleOf, existing, after },
    inSafeOrder(plan.changes),
    onChange,
  );
  return plan.changes.flatMap((change) => applied.get(change) ?? []);
}

/**
 * Templates come before the rules that create repositories by them. Deletions come last, so that a pull finds the new
 * rule first, unless the quota has no room for both.
 */
function inSafeOrder(changes: readonly CacheChange[]): Stage<CacheChange>[] {
  const of = (kind: CacheChange['kind']) => changes.filter((change) => change.kind === kind);
  const goes = ({ action }: CacheChange) => action === 'delete';
  const stays = ({ action }: CacheChange) => action !== 'delete';
  const [templates, rules, others] = [of('template'), of('rule'), of('policy')];
  const oldRules = rules.filter(goes);
  const room = rules.length <= MAX_RULES;
  return [
    { changes: [...(room ? [] : oldRules), ...[...templates, ...rules, ...others].filter(stays)] },
    { changes: of('repository'), concurrency: REPOSITORIES_AT_A_TIME },
    { changes: [...(room ? oldRules : []), ...[...templates, ...others].filter(goes)] },
  ];
}

/** A rule with a credential is validated as soon as it is written. */
async function validity(ecr: ECRClient, change: CacheChange): Promise<{ validity?: Validity }> {
  if (change.kind !== 'rule' || !('after' in change)) return {};
  if (change.after.credentialArn === undefined) return {};
  return { validity: await validateRule(ecr, change.prefix) };
}
