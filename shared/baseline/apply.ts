import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { Gate } from '../actions/gate.ts';
import { boundOf, type Held } from '../actions/held.ts';
import { settingsActions } from '../actions/settings.ts';
import type { BaselineConfig } from '../config/schema/schema.ts';
import { affectedImages } from '../registry/lifecycle/policy-preview.ts';
import { REPOSITORIES_AT_A_TIME, type RegistryRepository, repository } from '../registry/read.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import { isSame } from '../registry/settings/same.ts';
import { writeSettings } from '../registry/settings/write.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { BaselinePlan, Deviation } from './deviation.ts';
import { enforcedRuleOf } from './enforced-rules.ts';
import { observeGoverned, readingOf } from './observe.ts';
import { deviationsOf } from './plan.ts';
import { ruleFor } from './rules.ts';

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
  rules: BaselineConfig;
}

/**
 * Sets what the plan says, as far as the gate allows, if right before it is still as the plan saw it. A repository
 * that fails does not stop the others.
 */
export async function applyBaseline(
  with_: Applying,
  { deviations, of }: BaselinePlan,
): Promise<Applied[]> {
  const byRepository = Map.groupBy(deviations, (each) => each.repository);
  const applied = await pMap(
    byRepository,
    ([name, found]) => applyToRepository(with_, name, found, of),
    { concurrency: REPOSITORIES_AT_A_TIME },
  );
  return applied.flat();
}

async function applyToRepository(
  with_: Applying,
  name: string,
  planned: readonly Deviation[],
  of: number | undefined,
): Promise<Applied[]> {
  const toSet = planned.filter(({ action }) => action === 'set');
  if (toSet.length === 0) return planned.map((each) => ({ ...each, outcome: 'reported' }));
  const { ecr, rules } = with_;
  try {
    const found = await repository(ecr, name);
    const now = found ? await deviationsNow(ecr, rules, found) : [];
    const applied: Applied[] = [];
    for (const each of planned) applied.push(await applyOne(with_, found, each, { now, of }));
    return applied;
  } catch (error) {
    return planned.map((each) =>
      each.action === 'set'
        ? { ...each, outcome: 'failed', error }
        : { ...each, outcome: 'reported' },
    );
  }
}

async function applyOne(
  { ecr, gate, rules }: Applying,
  found: RegistryRepository | undefined,
  planned: Deviation,
  { now, of }: { now: readonly Deviation[]; of: number | undefined },
): Promise<Applied> {
  if (planned.action !== 'set') return { ...planned, outcome: 'reported' };
  const outcome = outcomeOf(planned, now);
  const enforcedRule = found && ruleFor(rules, found.repositoryName);
  const rule = enforcedRule && enforcedRuleOf(rules, rules.indexOf(enforcedRule));
  if (outcome !== 'set' || !found || !rule) return { ...planned, outcome };
  const [first] = settingsActions({
    ...{ rule, repository: planned.repository, of },
    ...{ before: beforeOf(planned), after: settingOf(planned) },
    ...('preview' in planned && { expiring: affectedImages(planned.preview) }),
  });
  if (first === undefined) return { ...planned, outcome: 'settled' };
  try {
    const done = await gate.perform(first.action, async () => {
      await unlessGone(writeSettings(ecr, found, first.settings));
      return { outcome: 'set' };
    });
    if (done.state === 'done') return { ...planned, outcome: 'set', actionId: done.id };
    if (done.state === 'observed') return { ...planned, outcome: 'observed', why: done.why };
    return { ...planned, outcome: 'held', why: boundOf(done), held: done };
  } catch (error) {
    return { ...planned, outcome: 'failed', error };
  }
}

/** None for a repository that is deleted meanwhile. */
async function deviationsNow(ecr: ECRClient, rules: BaselineConfig, found: RegistryRepository) {
  const rule = ruleFor(rules, found.repositoryName);
  if (rule === undefined) return [];
  const { repositories, unread } = await observeGoverned(readingOf(ecr), [
    { repository: found, rule },
  ]);
  const [failed] = unread;
  if (failed) throw failed.error;
  return repositories.flatMap(deviationsOf);
}

/** As the plan saw it: the same setting, before and after. The preview is not compared. */
function outcomeOf(planned: Deviation, now: readonly Deviation[]): Outcome {
  const found = now.find(({ setting }) => setting === planned.setting);
  if (found === undefined) return 'settled';
  return isSame(found, { ...planned, preview: undefined }) ? 'set' : 'changed';
}

function beforeOf(deviation: Deviation): Settings {
  if (!('before' in deviation) || deviation.before === undefined) return {};
  return { [deviation.setting]: deviation.before };
}

function settingOf(deviation: Deviation): Settings {
  switch (deviation.setting) {
    case 'mutability':
      return { mutability: deviation.after };
    case 'lifecyclePolicy':
      return { lifecyclePolicy: deviation.after };
    case 'resourceTags':
      return { resourceTags: deviation.after };
    case 'scanOnPush':
      return { scanOnPush: true };
    default:
      return {};
  }
}

/** @throws The first error, so that the event is retried: what is set by then stays set. */
export function throwIfFailed(plan: BaselinePlan, applied: readonly Applied[]): void {
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
