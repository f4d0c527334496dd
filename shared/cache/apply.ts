import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import type { EnforcedRule } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import { boundOf, type Held } from '../actions/held.ts';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import { explain } from '../runtime/explain.ts';
import { actionsOf, type CacheAction } from './actions.ts';
import type { CacheChange, CachePlan, Outcome } from './change.ts';
import { type Validity, validateRule } from './credentials/validate.ts';
import { enforcedFor } from './enforced-rules.ts';
import { writePolicy } from './policy/write.ts';
import { writeRepository } from './repositories/write.ts';
import { MAX_RULES } from './rules/plan.ts';
import { writeRule } from './rules/write.ts';
import { writeTemplate } from './templates/write.ts';

/** The outcome of a change; for a rule with a credential also whether ECR can log in with it. */
export type AppliedChange = CacheChange & {
  outcome: Outcome;
  error?: string;
  /** Why it was not done, or not all of it. */
  why?: string;
  /** It is done once the cache is resumed. */
  paused?: true;
  held?: Held;
  /** Its entries in the audit log. */
  actionIds?: readonly string[];
  validity?: Validity;
};

/** What applying a plan needs. */
export interface Applying {
  ecr: ECRClient;
  gate: Gate;
  /** The rules of registry.yml that the changes belong to. */
  rules: readonly EnforcedRule[];
}

/**
 * Applies a plan, change by change. A change that fails does not stop the others: each has its outcome, and another
 * run starts from what the registry then has.
 *
 * @param onChange - Called after each change, for progress.
 */
export async function applyCache(
  with_: Applying,
  plan: CachePlan,
  onChange: (change: AppliedChange) => void = () => {},
): Promise<AppliedChange[]> {
  const applied = new Map<CacheChange, AppliedChange>();
  const existing = plan.changes.filter(
    (change) => change.kind !== 'repository' && 'before' in change,
  ).length;
  const applyOne = async (change: CacheChange): Promise<[CacheChange, AppliedChange]> => [
    change,
    { ...change, ...(await attempt(with_, change, existing)) },
  ];
  for (const step of inSafeOrder(plan.changes)) {
    const concurrency = step[0]?.kind === 'repository' ? REPOSITORIES_AT_A_TIME : 1;
    const results = pMapIterable(step, applyOne, { concurrency });
    for await (const [change, result] of results) {
      applied.set(change, result);
      onChange(result);
    }
  }
  return plan.changes.flatMap((change) => applied.get(change) ?? []);
}

/**
 * Templates come before the rules that create repositories by them. Deletions come last, so that a pull finds the new
 * rule first, unless the quota has no room for both.
 */
function inSafeOrder(changes: readonly CacheChange[]): CacheChange[][] {
  const of = (kind: CacheChange['kind']) => changes.filter((change) => change.kind === kind);
  const goes = ({ action }: CacheChange) => action === 'delete';
  const stays = ({ action }: CacheChange) => action !== 'delete';
  const [templates, rules, others] = [of('template'), of('rule'), of('policy')];
  const oldRules = rules.filter(goes);
  const room = rules.length <= MAX_RULES;
  return [
    [...(room ? [] : oldRules), ...[...templates, ...rules, ...others].filter(stays)],
    of('repository'),
    [...(room ? oldRules : []), ...[...templates, ...others].filter(goes)],
  ];
}

type Result = Omit<AppliedChange, keyof CacheChange>;

async function attempt(with_: Applying, change: CacheChange, existing: number): Promise<Result> {
  if ('blocked' in change) return { outcome: 'failed', error: change.blocked };
  const actionIds: string[] = [];
  try {
    const result = await performAll(with_, change, existing, actionIds);
    const valid =
      result.outcome === 'observed' || result.outcome === 'held'
        ? {}
        : await validity(with_.ecr, change);
    return { ...result, ...(actionIds.length > 0 && { actionIds }), ...valid };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = explain(error) ?? `${error.name}: ${error.message}`;
    return { outcome: 'failed', error: reason, ...(actionIds.length > 0 && { actionIds }) };
  }
}

/** One action after the other. The outcome of one that was not done is the outcome of the change. */
async function performAll(
  { ecr, gate, rules }: Applying,
  change: CacheChange,
  existing: number,
  ids: string[],
): Promise<Result> {
  let result: Result = { outcome: 'unchanged' };
  for (const { action, change: part } of actionsOf(
    change,
    enforcedFor(rules, change.prefix),
    existing,
  )) {
    const done = await gate.perform(action, () => workOf(ecr, part));
    if (done.state === 'done') {
      ids.push(done.id);
      if (result.outcome === 'unchanged') result = { ...result, outcome: done.result.outcome };
    } else if (done.state === 'observed') {
      result = { outcome: 'observed', why: done.why, ...(done.paused && { paused: true }) };
    } else result = { outcome: 'held', why: boundOf(done), held: done };
  }
  return result;
}

async function workOf(ecr: ECRClient, part: CacheAction['change']) {
  const outcome = await perform(ecr, part);
  return { outcome, unneeded: outcome === 'unchanged' };
}

/** Makes one change. @throws ChangedSincePlanError when what it changes is no longer what was shown. */
export function perform(ecr: ECRClient, change: CacheChange): Promise<Outcome> {
  switch (change.kind) {
    case 'rule':
      return writeRule(ecr, change);
    case 'template':
      return writeTemplate(ecr, change);
    case 'policy':
      return writePolicy(ecr, change);
    case 'repository':
      return writeRepository(ecr, change);
  }
}

/** A rule with a credential is validated as soon as it is written. */
async function validity(ecr: ECRClient, change: CacheChange): Promise<{ validity?: Validity }> {
  if (change.kind !== 'rule' || !('after' in change)) return {};
  if (change.after.credentialArn === undefined) return {};
  return { validity: await validateRule(ecr, change.prefix) };
}

/** The metrics of actions, for the dashboard. */
export function countOutcomes(changes: readonly AppliedChange[]) {
  const of = (...outcomes: Outcome[]) =>
    changes.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    ActsDone: of('created', 'updated', 'replaced', 'deleted'),
    ActsHeld: of('held'),
    ActsObserved: of('observed'),
    ActsFailed: of('failed'),
  };
}
