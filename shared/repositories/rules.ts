import { type EnforcedRule, ruleText } from '../actions/action.ts';
import { firstMatchIn, isName } from '../config/patterns/first-match.ts';
import { namedIn } from '../config/schema/repositories/named-repositories.ts';
import type { DeclaredRepositories, RepositoriesConfig } from '../config/schema/schema.ts';
import { mutabilityOf } from '../registry/settings/repository-settings.ts';
import type { SettingsRules } from '../settings/rules.ts';
import { settingsIn, type Wanted } from '../settings/wanted.ts';

/** The entries of `repositories:` as rules. */
export function declaredRules(entries: RepositoriesConfig): SettingsRules {
  return {
    ...{
      capability: 'repositories',
      visitor: 'declared',
      isEmpty: entries.length === 0,
      asksForScans: false,
    },
    // No other block comes before it, but cache rules.
    isExempt: (name) => !isDeclared(entries, name),
    named: namedIn(entries),
    wantedOf: (name) => {
      const entry = entryFor(entries, name);
      return entry && wantedBy(entry);
    },
    enforcedRuleOf: (name) => {
      const entry = entryFor(entries, name);
      return entry && enforcedRuleOf(entries, entries.indexOf(entry));
    },
  };
}

/** Whether an entry decides about a repository, which then follows no rule of `baseline:`. */
export function isDeclared(entries: RepositoriesConfig, repositoryName: string): boolean {
  return entryFor(entries, repositoryName) !== undefined;
}

/** The first entry that matches. */
function entryFor(
  entries: RepositoriesConfig,
  repositoryName: string,
): DeclaredRepositories | undefined {
  return entries[decidingIn(entries)(repositoryName)];
}

const known = new WeakMap<RepositoriesConfig, (repositoryName: string) => number>();

/** The index of the entry that decides about a repository. */
function decidingIn(entries: RepositoriesConfig): (repositoryName: string) => number {
  const deciding = known.get(entries) ?? firstMatchIn(entries.map(({ names }) => names));
  known.set(entries, deciding);
  return deciding;
}

/** The owner is a resource tag. */
function wantedBy({ owner, tags, ...words }: DeclaredRepositories): Wanted {
  const { replaceLifecycle, replacePolicy } = words;
  const all = { ...(owner !== undefined && { owner }), ...tags };
  const given = Object.keys(all).length > 0 ? { tags: all } : {};
  return { settings: settingsIn({ ...words, ...given }), replaceLifecycle, replacePolicy };
}

function enforcedRuleOf(entries: RepositoriesConfig, index: number): EnforcedRule | undefined {
  const entry = entries[index];
  if (entry === undefined) return undefined;
  const { mutability, mutabilityExclusions, encryption: _, ...decides } = entry;
  const text = ruleText(
    { ...decides, mutability: mutability && mutabilityOf(mutability, mutabilityExclusions) },
    before(entries, index),
  );
  return { capability: 'repositories', name: nameOf(entry), text };
}

/** What decides which repositories entries above leave to this one: their globs, or of names alone which they take. */
function before(entries: RepositoriesConfig, index: number): unknown[] {
  const sources = entries[index]?.names.map(({ source }) => source) ?? [];
  if (!sources.every(isName)) return entries.slice(0, index).map(({ names }) => names);
  return sources.filter((name) => decidingIn(entries)(name) !== index);
}

/** What may be changed, entry by entry. */
export function enforcedRules(entries: RepositoriesConfig): EnforcedRule[] {
  return entries.flatMap((_, index) => enforcedRuleOf(entries, index) ?? []);
}

/** An entry has no name but its names. */
function nameOf({ names }: DeclaredRepositories): string {
  return names.map(({ source }) => source).join(', ');
}
