import type { Settings } from '../registry/settings/repository-settings.ts';
import type { Action, EnforcedRule } from './action.ts';

/** How the settings of a repository change, and what is known of what that does. */
export interface SettingsChange {
  rule: EnforcedRule;
  repository: string;
  before: Settings;
  /** The settings that change, and no others. */
  after: Settings;
  /** How many images the new lifecycle policy would expire or archive, as far as that was rehearsed. */
  expiring?: number | undefined;
  /** How many repositories were looked at. */
  of?: number | undefined;
}

/** An act, and the settings that it gives. */
export interface SettingsAct {
  action: Action;
  settings: Settings;
}

/**
 * The acts by which a repository gets its settings: what has ECR delete images, what has pushes refused, and what
 * may have pulls refused, each by itself; the rest in one.
 */
export function settingsActions(change: SettingsChange): SettingsAct[] {
  const { before, after, expiring = 0, of } = change;
  const { lifecyclePolicy, mutability, repositoryPolicy, ...rest } = after;
  const becomesImmutable = mutability?.imageTagMutability.startsWith('IMMUTABLE') === true;
  const replacesPolicy = repositoryPolicy !== undefined && before.repositoryPolicy !== undefined;
  const harmless: Settings = {
    ...rest,
    ...(mutability && !becomesImmutable && { mutability }),
    ...(repositoryPolicy !== undefined && !replacesPolicy && { repositoryPolicy }),
  };
  return [
    ...(lifecyclePolicy === undefined
      ? []
      : [actionOf(change, { lifecyclePolicy }, { kind: 'expire', weight: expiring })]),
    ...(becomesImmutable && mutability
      ? [actionOf(change, { mutability }, { kind: 'immutable', ...(of !== undefined && { of }) })]
      : []),
    ...(replacesPolicy ? [actionOf(change, { repositoryPolicy }, { kind: 'cache' })] : []),
    ...(Object.keys(harmless).length > 0 ? [actionOf(change, harmless, { kind: 'setting' })] : []),
  ];
}

function actionOf(
  { rule, repository, before }: SettingsChange,
  settings: Settings,
  kind: Pick<Action, 'kind' | 'weight' | 'of'>,
): SettingsAct {
  const keys = Object.keys(settings) as (keyof Settings)[];
  const were = Object.fromEntries(
    keys.filter((key) => before[key] !== undefined).map((key) => [key, before[key]]),
  );
  const action: Action = {
    ...{ rule, repository, target: repository, what: `set ${keys.join(', ')}` },
    ...{ before: { settings: were }, after: { settings } },
    ...kind,
  };
  return { action, settings };
}
