import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { BaselineConfig } from '../config/schema.ts';
import { unlessGone } from '../registry/races.ts';
import { REPOSITORIES_AT_A_TIME, type RegistryRepository, repository } from '../registry/read.ts';
import type { Settings } from '../registry/repository-settings.ts';
import { isSame } from '../registry/same.ts';
import { writeSettings } from '../registry/write-settings.ts';
import type { BaselinePlan, Deviation } from './deviation.ts';
import { observeRepository, withScanning } from './observe.ts';
import { deviationsOf } from './plan.ts';
import { ruleFor } from './rules.ts';

export type Outcome =
  /** Told, and nothing more. */
  | 'reported'
  | 'set'
  /** It is as it is to be meanwhile, or the repository is gone. */
  | 'settled'
  /** Somebody has changed it since the plan: it is left, and the next run looks again. */
  | 'changed'
  | 'failed';

export type Applied = Deviation & { outcome: Outcome; error?: unknown };

/**
 * Sets what is to be set, if right before it still is as the plan saw it. A repository that fails does not
 * stop the others.
 */
export async function applyBaseline(
  ecr: ECRClient,
  rules: BaselineConfig,
  { deviations }: BaselinePlan,
): Promise<Applied[]> {
  const byRepository = Map.groupBy(deviations, (each) => each.repository);
  const applied = await pMap(
    byRepository,
    ([name, found]) => applyToRepository(ecr, rules, name, found),
    { concurrency: REPOSITORIES_AT_A_TIME },
  );
  return applied.flat();
}

async function applyToRepository(
  ecr: ECRClient,
  rules: BaselineConfig,
  name: string,
  planned: readonly Deviation[],
): Promise<Applied[]> {
  const toSet = planned.filter(({ action }) => action === 'set');
  if (toSet.length === 0) return planned.map((each) => ({ ...each, outcome: 'reported' }));
  try {
    const found = await repository(ecr, name);
    const now = found ? await deviationsNow(ecr, rules, found) : [];
    const outcomes = new Map(toSet.map((each) => [each, outcomeOf(each, now)]));
    const due = toSet.filter((each) => outcomes.get(each) === 'set');
    if (found && due.length > 0) await write(ecr, found, due);
    return planned.map((each) => ({ ...each, outcome: outcomes.get(each) ?? 'reported' }));
  } catch (error) {
    return planned.map((each) =>
      each.action === 'set'
        ? { ...each, outcome: 'failed', error }
        : { ...each, outcome: 'reported' },
    );
  }
}

/** None for a repository that goes meanwhile. */
async function deviationsNow(ecr: ECRClient, rules: BaselineConfig, found: RegistryRepository) {
  const rule = ruleFor(rules, found.repositoryName);
  const observed = rule && (await observeRepository(ecr, found, rule));
  return observed ? (await withScanning(ecr, [observed])).flatMap(deviationsOf) : [];
}

/** As the plan saw it: the same setting, before and after. What was rehearsed is not looked at again. */
function outcomeOf(planned: Deviation, now: readonly Deviation[]): Outcome {
  const found = now.find(({ setting }) => setting === planned.setting);
  if (found === undefined) return 'settled';
  return isSame(found, { ...planned, rehearsal: undefined }) ? 'set' : 'changed';
}

async function write(
  ecr: ECRClient,
  found: RegistryRepository,
  due: readonly Deviation[],
): Promise<void> {
  const settings: Settings = Object.assign({}, ...due.map(settingOf));
  await unlessGone(writeSettings(ecr, found, settings));
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

/** @throws The first error, so that the event is retried: what is set by then is as it is to be. */
export function throwIfFailed(plan: BaselinePlan, applied: readonly Applied[]): void {
  const [unread] = plan.unread;
  if (unread) throw unread.error;
  const failed = applied.find(({ outcome }) => outcome === 'failed');
  if (failed) throw failed.error;
}

/** How many of each outcome there are. */
export function countOutcomes(applied: readonly Applied[]): { [outcome in Outcome]?: number } {
  const counts: { [outcome in Outcome]?: number } = {};
  for (const { outcome } of applied) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
