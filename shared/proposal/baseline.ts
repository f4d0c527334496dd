import { count } from '../inventory/report/format.ts';
import {
  type BaselineSettings,
  type Setting,
  settingNames,
  settingsReader,
} from './baseline-settings.ts';
import type { RepositoryFacts } from './facts.ts';
import { EXACT, fewestGlobs, type Glob } from './globs.ts';
import type { Entry, Section } from './section.ts';

/** Rules for the settings of repositories, and what they do not say. */
export interface ProposedBaseline {
  section: Section;
  /** Sentences. */
  leftOut: string[];
}

/** Most globs and names in all rules: a list of thousands of exceptions says nothing. */
export const MOST_GLOBS = 500;

/** The kind of repositories without any setting that could be declared. */
const NOTHING = '{}';

/**
 * Rules for the settings that repositories have, so that none differs: settings in common stand for all repositories or
 * for all of a folder, exceptions by their names; as few globs as possible. Where too many would be needed, settings are
 * left out, first those that need the most.
 *
 * @param repositories - Those that no cache rule fills.
 */
export function proposeBaseline(repositories: readonly RepositoryFacts[]): ProposedBaseline {
  const read = settingsReader();
  const all = repositories.map((facts) => ({ facts, settings: read(facts) }));
  let names = settingNames;
  let globs = globsFor(all, names);
  const dropped: Setting[] = [];
  while (globs.length > MOST_GLOBS && names.length > 0) {
    const [best] = names
      .map((name) => ({ name, globs: globsFor(all, without(names, name)) }))
      .toSorted((a, b) => a.globs.length - b.globs.length);
    if (best === undefined) break;
    [names, globs] = [without(names, best.name), best.globs];
    dropped.push(best.name);
  }
  const facts = new Map(repositories.map((it) => [it.name, it]));
  return {
    section: { path: ['baseline'], comments: [], entries: rulesOf(globs, facts) },
    leftOut: dropped.map(
      (name) =>
        `${name} of the repositories: it follows no pattern, and needs more than ${MOST_GLOBS} globs and names`,
    ),
  };
}

interface Read {
  facts: RepositoryFacts;
  settings: BaselineSettings;
}

function without(names: readonly Setting[], one: Setting): Setting[] {
  return names.filter((name) => name !== one);
}

function globsFor(all: readonly Read[], names: readonly Setting[]): Glob[] {
  const named = all.map(({ facts, settings }) => ({
    name: facts.name,
    kind: JSON.stringify(Object.assign({}, ...names.map((name) => settings[name] ?? {}))),
  }));
  return fewestGlobs(named, NOTHING);
}

/** Globs of one depth and kind are one rule: between them no repository is matched twice. */
function rulesOf(globs: readonly Glob[], facts: ReadonlyMap<string, RepositoryFacts>): Entry[] {
  const rules = Map.groupBy(globs, ({ depth, kind }) => `${depth} ${kind}`);
  return [...rules.values()].map((alike) => {
    const [{ kind = NOTHING, depth = EXACT } = {}] = alike;
    const names = alike.flatMap((it) => it.names);
    const required = commonTagKeys(names.flatMap((name) => facts.get(name) ?? []));
    return {
      comments: [inWords(names, depth, kind)],
      value: {
        repositories: alike.map(({ glob }) => glob),
        action: 'report',
        ...(JSON.parse(kind) as Record<string, unknown>),
        ...(required.length > 0 && { tags: { required } }),
      },
    };
  });
}

function inWords(names: readonly string[], depth: number, kind: string): string {
  const number = count(names.length, 'repository', 'repositories');
  const text = depth === EXACT ? `Exceptions: ${number}` : number;
  return kind === NOTHING ? `${text}, of which no setting is checked.` : `${text}.`;
}

/** Keys of resource tags that all of at least two repositories have; AWS's own and ours are none of a person. */
function commonTagKeys(repositories: readonly RepositoryFacts[]): string[] {
  if (repositories.length < 2) return [];
  const [first, ...others] = repositories.map(({ settings }) => settings.resourceTags ?? {});
  return Object.keys(first ?? {})
    .filter((key) => !/^(aws|ecr-steward):/i.test(key))
    .filter((key) => others.every((tags) => Object.hasOwn(tags, key)))
    .sort()
    .slice(0, MOST_REQUIRED);
}

/** The most keys that `tags.required` takes. */
const MOST_REQUIRED = 50;
