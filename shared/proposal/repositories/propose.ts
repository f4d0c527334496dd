import { count } from '../../inventory/report/format.ts';
import type { RepositoryFacts } from '../facts.ts';
import type { Entry, Section } from '../section.ts';
import { itOrThem, someOf } from '../section.ts';
import { documentsFor } from './documents.ts';
import { EXACT, fewestGlobs, type Glob } from './globs.ts';
import { type SaidSettings, type Setting, settingNames, settingsReader } from './settings.ts';
import { commonTags } from './tags.ts';

/** Entries for the settings of repositories, and what they do not say. */
export interface ProposedRepositories {
  section: Section;
  /** Sentences. */
  leftOut: string[];
}

/** Most globs and names in all entries: a list of thousands of exceptions says nothing. */
export const MOST_GLOBS = 500;

/** Where owners need more globs and names, only those are named that all repositories of an entry have. */
const MOST_WITH_OWNERS = 50;

/** The kind of repositories without any setting that could be declared. */
const NOTHING = '{}';

/**
 * Entries for the settings that repositories have, so that none differs: settings in common stand for all repositories or
 * for all of a folder, exceptions by their names; as few globs as possible. Where too many would be needed, settings are
 * left out, first those that need the most.
 *
 * @param repositories - Those that no cache rule fills.
 */
export function proposeRepositories(
  repositories: readonly RepositoryFacts[],
): ProposedRepositories {
  const read = settingsReader(documentsFor(repositories));
  const all = repositories.map((facts) => ({ facts, settings: read(facts) }));
  const { globs, dropped } = globsOf(all);
  return {
    section: { path: ['repositories'], comments: [], entries: entriesOf(globs, repositories) },
    leftOut: [
      ...(dropped.includes('lifecycle') ? [] : unsaidLifecycles(all)),
      ...(dropped.includes('policy') ? [] : unsaidPolicies(all)),
      ...dropped.map(
        (name) =>
          `${name} of the repositories: it follows no pattern, and needs more than ${MOST_GLOBS} globs and names`,
      ),
    ],
  };
}

interface Read {
  facts: RepositoryFacts;
  settings: SaidSettings;
}

function globsOf(all: readonly Read[]): { globs: Glob[]; dropped: Setting[] } {
  let names: readonly Setting[] = settingNames;
  let globs = globsFor(all, names);
  if (globs.length > MOST_WITH_OWNERS) {
    names = without(names, 'owner');
    globs = globsFor(all, names);
  }
  const dropped: Setting[] = [];
  while (globs.length > MOST_GLOBS && names.length > 0) {
    const [best] = names
      .map((name) => ({ name, globs: globsFor(all, without(names, name)) }))
      .toSorted((a, b) => a.globs.length - b.globs.length);
    if (best === undefined) break;
    [names, globs] = [without(names, best.name), best.globs];
    dropped.push(best.name);
  }
  return { globs, dropped };
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

/** Globs of one depth and kind are one entry: between them no repository is matched twice. */
function entriesOf(globs: readonly Glob[], repositories: readonly RepositoryFacts[]): Entry[] {
  const facts = new Map(repositories.map((it) => [it.name, it]));
  const ofAll = commonTags(repositories);
  const entries = Map.groupBy(globs, ({ depth, kind }) => `${depth} ${kind}`);
  const documents = new Map<string, unknown>();
  return [...entries.values()].map((alike) => {
    const [{ kind = NOTHING, depth = EXACT } = {}] = alike;
    const names = alike.flatMap((it) => it.names);
    // What any new repository gets is only what every repository has.
    const isForAny = alike.some(({ glob }) => glob === '**');
    const { owner, ...tags } = isForAny
      ? ofAll
      : commonTags(names.flatMap((name) => facts.get(name) ?? []));
    const { owner: _, ...said } = JSON.parse(kind) as Record<string, unknown>;
    return {
      comments: [inWords(names, depth, said)],
      value: {
        names: alike.map(({ glob }) => glob),
        ...(owner && { owner }),
        ...withSameDocuments(said, documents),
        ...(Object.keys(tags).length > 0 && { tags }),
      },
    };
  });
}

/** A policy of two entries is the same object in both, so that its text stands in the file once. */
function withSameDocuments(said: Record<string, unknown>, known: Map<string, unknown>) {
  const same = Object.entries(said).map(([key, value]) => {
    if (key !== 'policy' && key !== 'lifecyclePolicy') return [key, value] as const;
    const text = JSON.stringify(value);
    if (!known.has(text)) known.set(text, value);
    return [key, known.get(text)] as const;
  });
  return Object.fromEntries(same);
}

function inWords(names: readonly string[], depth: number, said: object): string {
  const number = count(names.length, 'repository', 'repositories');
  const text = depth === EXACT ? `Exceptions: ${number}` : number;
  return Object.keys(said).length === 0 ? `${text}, of which no setting is checked.` : `${text}.`;
}

function unsaidLifecycles(all: readonly Read[]): string[] {
  const theirs = all.filter(
    ({ facts, settings }) => facts.settings.lifecyclePolicy !== undefined && !settings.lifecycle,
  );
  if (theirs.length === 0) return [];
  return [
    `${policiesOf('lifecycle', theirs)}: registry.yml cannot say ${itOrThem(theirs)}, or too many differ. ` +
      'npx ecr-steward lifecycle shows what each would expire',
  ];
}

function unsaidPolicies(all: readonly Read[]): string[] {
  const theirs = all.filter(
    ({ facts, settings }) => facts.settings.repositoryPolicy !== undefined && !settings.policy,
  );
  if (theirs.length === 0) return [];
  return [
    `${policiesOf('repository', theirs)}: no other repository has the same, too many differ, or registry.yml cannot say ${itOrThem(theirs)}`,
  ];
}

function policiesOf(what: string, all: readonly Read[]): string {
  const names = someOf(all.map(({ facts }) => facts.name));
  return `the ${what} ${all.length === 1 ? 'policy' : 'policies'} of ${names}`;
}
