import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { Gate } from '../actions/gate.ts';
import type { Held } from '../actions/held.ts';
import { performChange } from '../changes/apply.ts';
import { ChangedSincePlanError } from '../changes/errors.ts';
import { REPOSITORIES_AT_A_TIME } from '../registry/read.ts';
import { changeOf } from './change.ts';
import { type Deviation, isToSet, type ToSet } from './deviation.ts';
import { repositoryKind } from './kind.ts';
import type { SettingsRules } from './rules.ts';
import type { SettingsPlan } from './scope.ts';

export type Outcome =
  /** Reported, and nothing more. */
  | 'reported'
  /** The rule is not allowed yet, so it only observes; `why` says so. */
  | 'observed'
  /** It is over a limit. */
  | 'held'
  | 'set'
  /** It matches registry.yml meanwhile, or the repository no longer exists. */
  | 'settled'
  /** It has changed since the plan: it is left alone, and the next run plans anew. */
  | 'changed'
  | 'failed';

export type Applied = Deviation & {
  outcome: Outcome;
  why?: string;
  held?: Held;
  /** Its entry in the audit log. */
  actionId?: string;
  error?: unknown;
};

/** What applying a plan needs. */
export interface Applying {
  ecr: ECRClient;
  gate: Gate;
  rules: SettingsRules;
}

/**
 * Sets what the plan says, as far as the gate allows, if right before it is still as the plan saw it. A repository
 * that fails does not stop the others.
 */
export async function applySettings(
  with_: Applying,
  { deviations, of }: Pick<SettingsPlan, 'deviations' | 'of'>,
): Promise<Applied[]> {
  const byRepository = Map.groupBy(deviations, (each) => each.repository);
  const applyAll = async ([, planned]: [string, Deviation[]]) => {
    const applied: Applied[] = [];
    for (const each of planned) {
      const result = isToSet(each) ? await set(with_, each, of) : { outcome: 'reported' as const };
      applied.push({ ...each, ...result });
    }
    return applied;
  };
  const applied = await pMap(byRepository, applyAll, { concurrency: REPOSITORIES_AT_A_TIME });
  return applied.flat();
}

type Result = Pick<Applied, 'outcome' | 'why' | 'held' | 'actionId' | 'error'>;

async function set(
  { ecr, gate, rules }: Applying,
  deviation: ToSet,
  of: number | undefined,
): Promise<Result> {
  const rule = rules.enforcedRuleOf(deviation.repository);
  if (rule === undefined) return { outcome: 'settled' };
  const ids: string[] = [];
  const kinds = { repository: repositoryKind() };
  const with_ = { ecr, gate, kinds, ruleOf: () => rule, existing: 0, ofSettings: of };
  try {
    const { outcome, why, held } = await performChange(with_, changeOf(deviation), ids);
    const [actionId] = ids;
    if (outcome === 'updated' || outcome === 'created')
      return { outcome: 'set', ...(actionId !== undefined && { actionId }) };
    if (outcome === 'observed' || outcome === 'held') {
      return { outcome, ...(why !== undefined && { why }), ...(held && { held }) };
    }
    return { outcome: 'settled' };
  } catch (error) {
    return error instanceof ChangedSincePlanError
      ? { outcome: 'changed' }
      : { outcome: 'failed', error };
  }
}

/** @throws The first error, so that the event is retried: what is set by then stays set. */
export function throwIfFailed(
  plan: Pick<SettingsPlan, 'unread'>,
  applied: readonly Applied[],
): void {
  const [unread] = plan.unread;
  if (unread) throw unread.error;
  const failed = applied.find(({ outcome }) => outcome === 'failed');
  if (failed) throw failed.error;
}

/** The number of each outcome. */
export function countOutcomes(applied: readonly Applied[]): { [outcome in Outcome]?: number } {
  const counts: { [outcome in Outcome]?: number } = {};
  for (const { outcome } of applied) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The metrics of actions, for the dashboard. */
export function actionCounts(outcomes: { [outcome in Outcome]?: number }) {
  const { set = 0, held = 0, observed = 0, failed = 0 } = outcomes;
  return { ActsDone: set, ActsHeld: held, ActsObserved: observed, ActsFailed: failed };
}
