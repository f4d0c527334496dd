import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import type { EnforcedRule } from '../actions/action.ts';
import type { Gate } from '../actions/gate.ts';
import { boundOf, type Held } from '../actions/held.ts';
import { explain } from '../runtime/explain.ts';
import { actsOf, type Kinds, kindOf } from './kind.ts';
import type { AnyChange, Outcome } from './step.ts';

/** What has become of a change. */
export interface Result {
  outcome: Outcome;
  error?: string;
  /** Why it was not done, or not all of it. */
  why?: string;
  /** It is done once its capability is resumed. */
  paused?: true;
  held?: Held;
  /** Its entries in the audit log. */
  actionIds?: readonly string[];
}

/** What applying a plan needs. */
export interface Applying<Change extends AnyChange, More extends object = object> {
  ecr: ECRClient;
  gate: Gate;
  kinds: Kinds<Change>;
  /** The rule of registry.yml that a change belongs to. */
  ruleOf(change: Change): EnforcedRule;
  /** How many things like those that change there are: percentages refer to it. */
  existing: number;
  /** The same of repositories whose settings change. Default: not known, so only counts are limited. */
  ofSettings?: number | undefined;
  /** What is looked at once a change is made; when it throws, the change counts as failed. */
  after?(change: Change): Promise<More>;
}

/** Changes that are made at the same time; steps come one after the other. */
export interface Stage<Change> {
  changes: readonly Change[];
  /** Default 1. */
  concurrency?: number;
}

/**
 * Applies a plan, stage by stage. A change that fails does not stop the others: each has its outcome, and another
 * run starts from what the registry then has.
 *
 * @param onResult - Called after each change, for progress.
 */
export async function applyStages<Change extends AnyChange, More extends object>(
  with_: Applying<Change, More>,
  stages: readonly Stage<Change>[],
  onResult: (applied: Change & Result & Partial<More>) => void = () => {},
): Promise<Map<Change, Change & Result & Partial<More>>> {
  const results = new Map<Change, Change & Result & Partial<More>>();
  const applyOne = async (change: Change) =>
    [change, { ...change, ...(await applyChange(with_, change)) }] as const;
  for (const { changes, concurrency = 1 } of stages) {
    for await (const [change, applied] of pMapIterable(changes, applyOne, { concurrency })) {
      results.set(change, applied);
      onResult(applied);
    }
  }
  return results;
}

/** Makes one change, act by act, as far as the gate allows. It fails by its outcome, not by an error. */
async function applyChange<Change extends AnyChange, More extends object>(
  with_: Applying<Change, More>,
  change: Change,
): Promise<Result & Partial<More>> {
  const blocked = 'blocked' in change ? change.blocked : undefined;
  const actionIds: string[] = [];
  if (blocked !== undefined) return failed<More>(blocked, actionIds);
  try {
    const result = await performChange(with_, change, actionIds);
    const isDone = result.outcome !== 'observed' && result.outcome !== 'held';
    const more = isDone ? await with_.after?.(change) : undefined;
    return { ...result, ...idsOf(actionIds), ...more } as Result & Partial<More>;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed<More>(explain(error) ?? `${error.name}: ${error.message}`, actionIds);
  }
}

function failed<More extends object>(error: string, ids: string[]): Result & Partial<More> {
  const result: Result = { outcome: 'failed', error, ...idsOf(ids) };
  return result as Result & Partial<More>;
}

function idsOf(actionIds: string[]): Pick<Result, 'actionIds'> {
  return actionIds.length > 0 ? { actionIds } : {};
}

/**
 * One act after the other. The outcome of one that was not done is the outcome of the change.
 *
 * @param ids - Gets the ids of the entries in the audit log, also where a later act fails.
 */
export async function performChange<Change extends AnyChange>(
  { ecr, gate, kinds, ruleOf, existing, ofSettings }: Applying<Change>,
  change: Change,
  ids: string[],
): Promise<Result> {
  let result: Result = { outcome: 'unchanged' };
  for (const act of actsOf(kinds, change, { rule: ruleOf(change), existing, ofSettings })) {
    const done = await gate.perform(act.action, async () => {
      const outcome = await kindOf(kinds, act.change).write(ecr, act.change);
      return { outcome, unneeded: outcome === 'unchanged' };
    });
    if (done.state === 'done') {
      ids.push(done.id);
      if (result.outcome === 'unchanged') result = { ...result, outcome: done.result.outcome };
    } else if (done.state === 'observed') {
      result = { outcome: 'observed', why: done.why, ...(done.paused && { paused: true }) };
    } else result = { outcome: 'held', why: boundOf(done), held: done };
  }
  return result;
}

/** The metrics of actions, for the dashboard. */
export function countOutcomes(results: readonly Pick<Result, 'outcome'>[]) {
  const of = (...outcomes: Outcome[]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    ActsDone: of('created', 'updated', 'replaced', 'deleted'),
    ActsHeld: of('held'),
    ActsObserved: of('observed'),
    ActsFailed: of('failed'),
  };
}
