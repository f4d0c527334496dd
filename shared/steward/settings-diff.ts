import type { Settings } from '../registry/settings/repository-settings.ts';
import { isSame } from '../registry/settings/same.ts';

/** The settings that ECR can change. */
const keys = ['mutability', 'lifecyclePolicy', 'repositoryPolicy', 'scanOnPush'] as const;

export type SettingKey = (typeof keys)[number] | 'resourceTags';

/** One setting, or one resource tag, that an action has changed; undefined: it was, or is, absent. */
export interface Difference {
  key: SettingKey;
  /** The key of a resource tag. */
  tag?: string;
  before: unknown;
  after: unknown;
}

/** Settings in an entry of the audit log: those that an action has changed. */
export interface LoggedSettings {
  settings: Settings;
  /** Keys of the resource tags that it has removed. */
  goneTags?: readonly string[];
}

/** What an action has changed, one entry per resource tag. Tags that only `before` has were left alone. */
export function differences(before: LoggedSettings, after: LoggedSettings): Difference[] {
  const [was, is] = [before.settings, after.settings];
  const settings = keys.map((key) => ({ key, before: was[key], after: is[key] }));
  const names = [...Object.keys(is.resourceTags ?? {}), ...(after.goneTags ?? [])];
  const tags = names.map((tag) => ({
    key: 'resourceTags' as const,
    ...{ tag, before: was.resourceTags?.[tag], after: is.resourceTags?.[tag] },
  }));
  return [...settings, ...tags].filter((it) => !isSame(it.before, it.after));
}

/** Whether a setting is as it was before the action, as the action has left it, or has changed since. */
export function compareWith(
  { key, tag, before, after }: Difference,
  state: Settings,
): { is: 'before' | 'after' | 'other'; now: unknown } {
  const now = tag === undefined ? state[key] : state.resourceTags?.[tag];
  if (isSame(now, before)) return { is: 'before', now };
  return { is: isSame(now, after) ? 'after' : 'other', now };
}
