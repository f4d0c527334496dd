import { keepingShield } from '../config/schema/shield-rule.ts';
import { staysBecause } from '../registry/lifecycle/policy-preview.ts';
import { type Settings, sameEncryption } from '../registry/settings/repository-settings.ts';
import { differing, isSame } from '../registry/settings/same.ts';
import { inWords } from '../registry/settings/words.ts';
import type { Change, Deviation, Remark } from './deviation.ts';
import type { Observed } from './observe.ts';
import { lifecycleStays, policyStays } from './stays.ts';
import type { Wanted } from './wanted.ts';

/** What differs in a repository from registry.yml, setting by setting. Calls nothing. */
export function deviationsOf(observed: Observed): Deviation[] {
  const { repository } = observed;
  const all = [mutability, lifecycle, policy, scanOnPush, tags, requiredTags, encryption];
  return all.flatMap((of) => {
    const found = of(observed);
    return found ? { repository, ...found } : [];
  });
}

/** A repository that has to be there, and is not. */
export function missingRepository(repository: string, { settings: after }: Wanted): Deviation {
  const text = 'repository: missing → created';
  return { repository, setting: 'repository', action: 'set', after, text };
}

type Found = { text: string } & (Change | Remark);

/** What is done about a setting that can be changed. */
function actionOf({ onlyReports }: Wanted): 'set' | 'report' {
  return onlyReports ? 'report' : 'set';
}

function mutability({ wanted, state }: Observed): Found | undefined {
  const { mutability: before } = state;
  const { mutability: after } = wanted.settings;
  if (!before || !after || isSame(before, after)) return undefined;
  const text = textOf('mutability', before, after);
  return { setting: 'mutability', action: actionOf(wanted), before, after, text };
}

/** A lifecycle policy that was created manually stays, unless registry.yml says otherwise. */
function lifecycle({ wanted, state, preview }: Observed): Found | undefined {
  const { lifecyclePolicy: before } = state;
  const { lifecyclePolicy: declared } = wanted.settings;
  if (declared === undefined) return undefined;
  // The rule of `shield:` stays where the repository has it.
  const after = keepingShield(before, declared);
  if (isSame(before, after)) return undefined;
  const text = textOf('lifecyclePolicy', before, after);
  const base = {
    ...({ setting: 'lifecyclePolicy', after, text } as const),
    ...(before !== undefined && { before }),
    ...(preview && { preview }),
  };
  const stays = lifecycleStays(before, wanted.replaceLifecycle)
    ? 'created manually; replaceLifecycle: true replaces it'
    : preview && staysBecause(preview);
  if (stays !== undefined) return { ...base, action: 'report', stays };
  return { ...base, action: actionOf(wanted) };
}

function policy({ wanted, state }: Observed): Found | undefined {
  const { repositoryPolicy: before } = state;
  const { repositoryPolicy: after } = wanted.settings;
  if (after === undefined || isSame(before, after)) return undefined;
  const text = textOf('repositoryPolicy', before, after);
  const base = {
    ...({ setting: 'repositoryPolicy', after, text } as const),
    ...(before !== undefined && { before }),
  };
  if (!policyStays(before, wanted.replacePolicy)) return { ...base, action: actionOf(wanted) };
  return { ...base, action: 'report', stays: 'differs; replacePolicy: true replaces it' };
}

/** With anyScan, the setting of the repository is the last resort. */
function scanOnPush({ wanted, state, scanning }: Observed): Found | undefined {
  const { scanOnPush: after } = wanted.settings;
  const { scanOnPush: before = false } = state;
  if (after === undefined || before === after) return undefined;
  const base = { setting: 'scanOnPush', before, after } as const;
  const action = actionOf(wanted);
  if (!wanted.anyScan) return { ...base, action, text: textOf('scanOnPush', before, after) };
  if (scanning?.frequency !== 'MANUAL') return undefined;
  const text = 'scanOnPush: nothing scans the images';
  if (scanning.type !== 'ENHANCED') return { ...base, action, text };
  const stays =
    'enhanced scanning uses the filters of the registry only: add one that matches the repository';
  return { ...base, action: 'report', text, stays };
}

function tags({ wanted, state }: Observed): Found | undefined {
  const { resourceTags: given } = wanted.settings;
  if (given === undefined) return undefined;
  const existing = ofKeys(state.resourceTags ?? {}, Object.keys(given));
  const base = { setting: 'resourceTags', action: actionOf(wanted) } as const;
  if (!wanted.tagDefaults) {
    if (isSame(existing, given)) return undefined;
    const text = textOf('resourceTags', existing, given);
    return { ...base, before: existing, after: given, text };
  }
  const missing = Object.keys(given).filter((key) => !Object.hasOwn(existing, key));
  if (missing.length === 0) return undefined;
  const after = ofKeys(given, missing);
  const text = `tags: ${missing.join(', ')} missing → ${inWords(after)}`;
  return { ...base, before: state.resourceTags ?? {}, after, text };
}

export function ofKeys(
  tagsByKey: Readonly<Record<string, string>>,
  keys: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(tagsByKey).filter(([key]) => keys.includes(key)));
}

/** Those without a default. */
function requiredTags({ wanted, state }: Observed): Found | undefined {
  const has = (all: object | undefined, key: string) =>
    all !== undefined && Object.hasOwn(all, key);
  const missing = (wanted.requiredTags ?? []).filter(
    (key) => !has(state.resourceTags, key) && !has(wanted.settings.resourceTags, key),
  );
  if (missing.length === 0) return undefined;
  const text = `tags: ${missing.join(', ')} missing`;
  return { setting: 'requiredTags', action: 'report', missing, text, stays: 'tag the repository' };
}

function encryption({ wanted, state }: Observed): Found | undefined {
  const { encryption: before } = state;
  const { encryption: after } = wanted.settings;
  if (!before || !after || sameEncryption(before, after)) return undefined;
  const text = `encryption: ${inWords(before)} → ${inWords(after)}`;
  const stays = 'ECR cannot change it: recreate the repository';
  return { setting: 'encryption', action: 'report', before, after, text, stays };
}

function textOf<Key extends keyof Settings>(
  key: Key,
  before: Settings[Key],
  after: Settings[Key],
): string {
  const [text = ''] = differing<Settings>({ [key]: before }, { [key]: after }, [key]);
  return text;
}
