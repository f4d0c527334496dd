import type { ECRClient } from '@aws-sdk/client-ecr';
import { lifecycleStays } from '../config/schema/ownership.ts';
import type { BaselineConfig, BaselineRule } from '../config/schema/schema.ts';
import { keepingShield } from '../config/schema/shield-rule.ts';
import { type Settings, sameEncryption } from '../registry/settings/repository-settings.ts';
import { differing, isSame } from '../registry/settings/same.ts';
import { inWords } from '../registry/settings/words.ts';
import type { BaselinePlan, Change, Deviation, Remark } from './deviation.ts';
import {
  type BaselineScope,
  type ObservedBaseline,
  type ObservedRepository,
  observeBaseline,
} from './observe.ts';
import { wantedSettings } from './rules.ts';

/**
 * The drift of the scope from `baseline:`.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForScope(
  ecr: ECRClient,
  rules: BaselineConfig,
  scope: BaselineScope,
): Promise<BaselinePlan> {
  const { names, ...observed } = await observeBaseline(ecr, rules, scope);
  const plan = planOf(names, observed);
  const isWhole = (scope.names ?? []).length === 0;
  return { ...plan, ...(isWhole && { of: plan.checked.governed }) };
}

/** The drift of what was observed among these repositories. */
export function planOf(
  names: string[],
  { repositories, unread }: ObservedBaseline,
): Omit<BaselinePlan, 'of'> {
  return {
    checked: { repositories: names, governed: repositories.length + unread.length },
    deviations: repositories.flatMap(deviationsOf),
    unread,
  };
}

/** The drift of one repository from its rule. */
export function deviationsOf(observed: ObservedRepository): Deviation[] {
  const { repository, rule, state } = observed;
  const wanted = wantedSettings(rule);
  const found = [
    mutability(rule, state, wanted),
    lifecycle(rule, state, wanted),
    scanOnPush(observed),
    tagDefaults(rule, state),
    requiredTags(rule, state),
    encryption(state, wanted),
  ];
  return found.flatMap((it) => (it ? { repository, ...it } : []));
}

type Found = { text: string } & (Change | Remark);

/** What a rule does about a setting that can be changed. */
function actionOf({ action }: BaselineRule): 'set' | 'report' {
  return action === 'enforce' ? 'set' : 'report';
}

function mutability(rule: BaselineRule, state: Settings, wanted: Settings): Found | undefined {
  const { mutability: before } = state;
  const { mutability: after } = wanted;
  if (!before || !after || isSame(before, after)) return undefined;
  const [text = ''] = differing(state, wanted, ['mutability']);
  return { setting: 'mutability', action: actionOf(rule), before, after, text };
}

/** A lifecycle policy that was created manually stays, unless the rule says otherwise. */
function lifecycle(rule: BaselineRule, state: Settings, wanted: Settings): Found | undefined {
  const { lifecyclePolicy: before } = state;
  if (wanted.lifecyclePolicy === undefined) return undefined;
  const after = keepingShield(before, wanted.lifecyclePolicy);
  if (isSame(before, after)) return undefined;
  const [text = ''] = differing(state, { lifecyclePolicy: after }, ['lifecyclePolicy']);
  const base = {
    setting: 'lifecyclePolicy',
    ...(before !== undefined && { before }),
    after,
    text,
  } as const;
  if (!lifecycleStays(before, rule.replaceLifecycle)) return { ...base, action: actionOf(rule) };
  const stays = 'created manually; replaceLifecycle: true replaces it';
  return { ...base, action: 'report', stays };
}

/** Any scan is enough: the setting of the repository is the last resort. */
function scanOnPush({ rule, state, scanning }: ObservedRepository): Found | undefined {
  if (!rule.scanOnPush || state.scanOnPush || scanning === undefined) return undefined;
  if (scanning.frequency !== 'MANUAL') return undefined;
  const base = { setting: 'scanOnPush', before: false, after: true } as const;
  const text = 'scanOnPush: nothing scans the images';
  if (scanning.type !== 'ENHANCED') return { ...base, action: actionOf(rule), text };
  const stays =
    'enhanced scanning uses the filters of the registry only: add one that matches the repository';
  return { ...base, action: 'report', text, stays };
}

function tagDefaults(rule: BaselineRule, { resourceTags = {} }: Settings): Found | undefined {
  const missing = Object.entries(rule.tags?.defaults ?? {}).filter(
    ([key]) => !Object.hasOwn(resourceTags, key),
  );
  if (missing.length === 0) return undefined;
  const after = Object.fromEntries(missing);
  const keys = Object.keys(after).join(', ');
  const text = `tags: ${keys} missing → ${inWords(after)}`;
  const action = actionOf(rule);
  return { setting: 'resourceTags', action, before: resourceTags, after, text };
}

/** Those without a default. */
function requiredTags({ tags }: BaselineRule, { resourceTags = {} }: Settings): Found | undefined {
  const missing = (tags?.required ?? []).filter(
    (key) => !Object.hasOwn(resourceTags, key) && !Object.hasOwn(tags?.defaults ?? {}, key),
  );
  if (missing.length === 0) return undefined;
  const text = `tags: ${missing.join(', ')} missing`;
  return { setting: 'requiredTags', action: 'report', missing, text, stays: 'tag the repository' };
}

function encryption({ encryption: before }: Settings, wanted: Settings): Found | undefined {
  const { encryption: after } = wanted;
  if (!before || !after || sameEncryption(before, after)) return undefined;
  const text = `encryption: ${inWords(before)} → ${inWords(after)}`;
  const stays = 'ECR cannot change it: recreate the repository';
  return { setting: 'encryption', action: 'report', before, after, text, stays };
}
