import type { Settings } from '../registry/settings/repository-settings.ts';
import { isSame } from '../registry/settings/same.ts';

/** The settings that ECR can change. */
const keys = ['mutability', 'lifecyclePolicy', 'repositoryPolicy', 'scanOnPush'] as const;

export type SettingKey = (typeof keys)[number] | 'resourceTags';

/** One setting, or one resource tag, that an act has changed; undefined: it was, or is, not there. */
export interface Difference {
  key: SettingKey;
  /** The key of a resource tag. */
  tag?: string;
  before: unknown;
  after: unknown;
}

/** Settings as an entry of the journal has them: those that an act has changed. */
export interface Noted {
  settings: Settings;
  /** Keys of the resource tags that it has taken away. */
  goneTags?: readonly string[];
}

/** What an act has changed, each resource tag by itself. Of tags `before` may have others, which it has left. */
export function differences(before: Noted, after: Noted): Difference[] {
  const [was, is] = [before.settings, after.settings];
  const settings = keys.map((key) => ({ key, before: was[key], after: is[key] }));
  const names = [...Object.keys(is.resourceTags ?? {}), ...(after.goneTags ?? [])];
  const tags = names.map((tag) => ({
    key: 'resourceTags' as const,
    ...{ tag, before: was.resourceTags?.[tag], after: is.resourceTags?.[tag] },
  }));
  return [...settings, ...tags].filter((it) => !isSame(it.before, it.after));
}

/** How a setting stands now: as before the act, as the act has left it, or otherwise. */
export function standOf(
  { key, tag, before, after }: Difference,
  state: Settings,
): { stand: 'before' | 'after' | 'other'; now: unknown } {
  const now = tag === undefined ? state[key] : state.resourceTags?.[tag];
  if (isSame(now, before)) return { stand: 'before', now };
  return { stand: isSame(now, after) ? 'after' : 'other', now };
}
