import { count } from '../inventory/report/format.ts';
import type { RepositoryFacts } from './facts.ts';
import { type Entry, type Section, someOf } from './section.ts';
import { type Fit, fitOf, patternsOf, type TagPatterns } from './tag-patterns.ts';
import type { ImageTally } from './tally.ts';

/** Rules for tags, and for which repositories there is none. */
export interface ProposedNaming {
  section: Section;
  /** Sentences. */
  leftOut: string[];
}

/** Below, the tags of a folder follow no pattern, and a rule would call half of them invalid. */
const LEAST_FIT = 0.8;

/** Fewer tags show no pattern. */
const LEAST_TAGS = 3;

/** Most folders of one rule: those with the most tags. */
const MOST_FOLDERS = 100;

/** No rule has many more names and globs. */
const MOST_ALLOWED = 200;

/**
 * Rules for tags, inferred from those that are there: folders whose tags are of the same kinds share a rule, which only
 * reports. A folder whose tags follow no pattern gets none.
 *
 * @param repositories - Those that no cache rule fills.
 */
export function proposeNaming(repositories: readonly RepositoryFacts[]): ProposedNaming {
  const folders = foldersOf(repositories);
  const ruled = folders.filter(({ isClear }) => isClear);
  const unclear = folders.filter(({ isClear }) => !isClear);
  const byKinds = Map.groupBy(ruled, ({ patterns }) => patterns.kinds.join(' or '));
  const groups = [...byKinds.values()].toSorted((a, b) => tagsIn(b) - tagsIn(a));
  const isOnly = groups.length === 1 && unclear.length === 0;
  return {
    section: {
      path: ['naming', 'tags'],
      comments: [],
      entries: groups.map((group) => ruleOf(group, isOnly)),
    },
    leftOut: [...unclearInWords(unclear), ...(isOnly ? [] : groups.flatMap(beyondInWords))],
  };
}

/** The repositories whose tags show which rule they follow. */
export function namesWithPattern(repositories: readonly RepositoryFacts[]): string[] {
  return foldersOf(repositories)
    .filter(({ isClear }) => isClear)
    .flatMap(({ names }) => names);
}

interface Folder {
  glob: string;
  names: string[];
  tallies: ImageTally[];
  patterns: TagPatterns;
  isClear: boolean;
}

/** By the first path segment; repositories without one are a folder of their own, `*`. */
function foldersOf(repositories: readonly RepositoryFacts[]): Folder[] {
  const having = repositories.filter(({ images }) => (images?.tags ?? 0) > 0);
  const byGlob = Map.groupBy(having, ({ name }) => {
    const slash = name.indexOf('/');
    return slash === -1 ? '*' : `${name.slice(0, slash)}/**`;
  });
  return [...byGlob]
    .map(([glob, those]) => folderOf(glob, those))
    .toSorted((a, b) => (a.glob < b.glob ? -1 : 1));
}

function folderOf(glob: string, repositories: readonly RepositoryFacts[]): Folder {
  const tallies = repositories.flatMap(({ images }) => images ?? []);
  const patterns = patternsOf(tallies);
  const isClear =
    patterns.kinds.length > 0 && tagsOf(tallies) >= LEAST_TAGS && isFit(patterns, tallies);
  return { glob, names: repositories.map(({ name }) => name), tallies, patterns, isClear };
}

function isFit(patterns: TagPatterns, tallies: readonly ImageTally[]): boolean {
  const { tags, fitting } = fitOf(patterns, tallies);
  return fitting >= tags * LEAST_FIT;
}

function tagsOf(tallies: readonly ImageTally[]): number {
  return tallies.reduce((sum, { tags }) => sum + tags, 0);
}

function tagsIn(folders: readonly Folder[]): number {
  return tagsOf(folders.flatMap(({ tallies }) => tallies));
}

function ruleOf(group: readonly Folder[], isOnly: boolean): Entry {
  const folders = isOnly ? group : largest(group);
  const tallies = folders.flatMap((it) => it.tallies);
  // Of the folders as they are alone, so that a kind that is rare in all of them together still counts.
  const { kinds = [] } = group[0]?.patterns ?? {};
  const whole = { kinds, allow: allowedIn(folders, { kinds, allow: patternsOf(tallies).allow }) };
  const globs = isOnly ? ['**'] : folders.map(({ glob }) => glob).sort();
  return {
    comments: inWords(fitOf(whole, tallies)),
    value: {
      rule: kinds.join(' or '),
      repositories: globs,
      kinds,
      ...(whole.allow.length > 0 && { allow: whole.allow }),
      action: 'report',
    },
  };
}

/** What is usual in all folders, and in those that it does not fit what is usual there. */
function allowedIn(folders: readonly Folder[], { kinds, allow: usual }: TagPatterns): string[] {
  const allow = new Set(usual);
  for (const { tallies, patterns } of largest(folders)) {
    if (allow.size >= MOST_ALLOWED) break;
    if (isFit({ kinds, allow: [...allow] }, tallies)) continue;
    for (const name of patterns.allow) allow.add(name);
  }
  return [...allow];
}

function largest(folders: readonly Folder[]): Folder[] {
  return folders.toSorted((a, b) => tagsIn([b]) - tagsIn([a])).slice(0, MOST_FOLDERS);
}

function inWords({ tags, fitting, byKind, others }: Fit): string[] {
  const shares = [...byKind].map(([kind, number]) => `${kind} ${share(number, tags)}`);
  const more = fitting < tags && others.length > 0 ? ` Others are: ${someOf(others)}.` : '';
  return [
    `${share(fitting, tags)} of ${count(tags, 'tag')} fit this rule: ${shares.join(', ')}.${more}`,
  ];
}

/** Rounded down, so that only all are 100 %. */
function share(part: number, whole: number): string {
  return `${Math.floor((part / whole) * 100)} %`;
}

function unclearInWords(folders: readonly Folder[]): string[] {
  if (folders.length === 0) return [];
  const globs = someOf(folders.map(({ glob }) => glob));
  return [
    `a naming rule for ${globs}: their tags are few, or follow no pattern that ecr-steward knows`,
  ];
}

function beyondInWords(group: readonly Folder[]): string[] {
  const more = group.length - MOST_FOLDERS;
  if (more <= 0) return [];
  return [
    `a naming rule for ${count(more, 'folder')} with few tags: one rule is for ${MOST_FOLDERS} at most`,
  ];
}
