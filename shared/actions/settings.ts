import { denies } from '../registry/settings/policy-form.ts';
import { hasImmutableTags, type Settings } from '../registry/settings/repository-settings.ts';
import type { Action, EnforcedRule } from './action.ts';

/** A change of a repository's settings, and what is known of its effect. */
export interface SettingsChange {
  rule: EnforcedRule;
  repository: string;
  before: Settings;
  /** The settings that change, and no others. */
  after: Settings;
  /** How many images the new lifecycle policy would expire or archive, by its preview. */
  expiring?: number | undefined;
  /** How many repositories were checked. */
  of?: number | undefined;
}

/** An action, and the settings that it writes. */
export interface SettingsAct {
  action: Action;
  settings: Settings;
}

/**
 * The actions that write a repository's settings: one each for what makes ECR delete images, what makes it refuse
 * pushes, and what can make it refuse pulls; one for the rest.
 */
export function settingsActions(change: SettingsChange): SettingsAct[] {
  const { before, after, expiring = 0, of } = change;
  const { lifecyclePolicy, mutability, repositoryPolicy, ...rest } = after;
  const becomesImmutable = refusesPushes(after);
  const canDeny = refusesPulls(before, after);
  const harmless: Settings = {
    ...rest,
    ...(mutability && !becomesImmutable && { mutability }),
    ...(repositoryPolicy !== undefined && !canDeny && { repositoryPolicy }),
  };
  return [
    ...(lifecyclePolicy === undefined
      ? []
      : [actionOf(change, { lifecyclePolicy }, { kind: 'expire', weight: expiring })]),
    ...(becomesImmutable && mutability
      ? [actionOf(change, { mutability }, { kind: 'immutable', ...(of !== undefined && { of }) })]
      : []),
    ...(canDeny && repositoryPolicy !== undefined
      ? [actionOf(change, { repositoryPolicy }, { kind: 'cache' })]
      : []),
    ...(Object.keys(harmless).length > 0 ? [actionOf(change, harmless, { kind: 'setting' })] : []),
  ];
}

/** Whether ECR may refuse a push or a pull with these settings which it takes now. */
export function canRefuse(before: Settings, after: Settings): boolean {
  return refusesPushes(after) || refusesPulls(before, after);
}

function refusesPushes({ mutability }: Settings): boolean {
  return mutability !== undefined && hasImmutableTags(mutability);
}

/** A policy that is replaced may have allowed it; where there is none, only one that denies refuses more. */
function refusesPulls(before: Settings, { repositoryPolicy }: Settings): boolean {
  if (repositoryPolicy === undefined) return false;
  return before.repositoryPolicy !== undefined || denies(repositoryPolicy);
}

function actionOf(
  { rule, repository, before }: SettingsChange,
  settings: Settings,
  kind: Pick<Action, 'kind' | 'weight' | 'of'>,
): SettingsAct {
  const keys = Object.keys(settings) as (keyof Settings)[];
  const previous = Object.fromEntries(
    keys.filter((key) => before[key] !== undefined).map((key) => [key, before[key]]),
  );
  const action: Action = {
    ...{ rule, repository, target: repository, what: `set ${keys.join(', ')}` },
    ...{ before: { settings: previous }, after: { settings } },
    ...kind,
  };
  return { action, settings };
}
