import { compileGlob } from '../config/patterns/pattern.ts';
import { matches } from '../config/patterns/program.ts';
import { type TagKind, tagKinds } from '../config/schema/naming.ts';
import type { ImageTally } from './tally.ts';

/** What tags of some repositories have in common, as a rule for tags says it. */
export interface TagPatterns {
  kinds: TagKind[];
  /** Exact names and globs. */
  allow: string[];
}

/** How many tags fit, of how many, and some that do not. */
export interface Fit {
  tags: number;
  fitting: number;
  /** How many tags each of the kinds fits; a tag can fit several. */
  byKind: ReadonlyMap<TagKind, number>;
  others: readonly string[];
}

/** A kind, or an exact name, that fewer tags have is no pattern. */
const LEAST_SHARE = 0.02;

/** Names that move from image to image by custom: allowed wherever they are. */
const moving =
  /^(latest|main|master|trunk|develop|dev|test|qa|staging|stage|stable|edge|nightly|prod|production|release|canary)$/;

const MOST_NAMES = 20;

/** The patterns of tags: the fewest kinds that fit what kinds can fit, then names in several repositories, then prefixes. */
export function patternsOf(tallies: readonly ImageTally[]): TagPatterns {
  const kinds = fewestKinds(tallies);
  const repositories = new Map<string, number>();
  for (const { others } of tallies) {
    for (const tag of others) repositories.set(tag, (repositories.get(tag) ?? 0) + 1);
  }
  const names = [...repositories].filter(([tag, number]) => moving.test(tag) || number > 1);
  const byNumber = names.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const exact = byNumber.slice(0, MOST_NAMES).map(([tag]) => tag);
  const rest = [...repositories.keys()].filter((tag) => !exact.includes(tag));
  const globs = prefixesOf(rest).slice(0, MOST_NAMES);
  const prefixed = (tag: string) => globs.some((glob) => tag.startsWith(glob.slice(0, -1)));
  return { kinds, allow: [...exact.filter((tag) => !prefixed(tag)).sort(), ...globs] };
}

/** Each step takes the kind that fits most of the tags that no other does; of equal ones the first in the schema. */
function fewestKinds(tallies: readonly ImageTally[]): TagKind[] {
  const all = sumOfKinds(tallies);
  const tags = tallies.reduce((sum, it) => sum + it.tags, 0);
  const left = new Map(all);
  const found: TagKind[] = [];
  for (;;) {
    const [best] = tagKinds
      .map((kind) => ({ kind, number: numberOf(kind, left) }))
      .toSorted((a, b) => b.number - a.number);
    if (best === undefined || best.number === 0 || best.number < tags * LEAST_SHARE) break;
    found.push(best.kind);
    for (const key of left.keys()) if (hasKind(key, best.kind)) left.delete(key);
  }
  return tagKinds.filter((kind) => found.includes(kind));
}

function sumOfKinds(tallies: readonly ImageTally[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { ofKinds } of tallies) {
    for (const [key, number] of ofKinds) sum.set(key, (sum.get(key) ?? 0) + number);
  }
  return sum;
}

function numberOf(kind: TagKind, sum: ReadonlyMap<string, number>): number {
  return [...sum].reduce((all, [key, number]) => all + (hasKind(key, kind) ? number : 0), 0);
}

function hasKind(key: string, kind: TagKind): boolean {
  return key.split(' ').includes(kind);
}

/** Beginnings such as pr- of at least three different tags, as globs. */
function prefixesOf(tags: readonly string[]): string[] {
  const byPrefix = Map.groupBy(tags, (tag) => /^[A-Za-z]+[-_.]/.exec(tag)?.[0] ?? '');
  return [...byPrefix]
    .filter(([prefix, those]) => prefix !== '' && those.length >= 3)
    .toSorted((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([prefix]) => `${prefix}*`);
}

/** How well the patterns fit. Tags of no kind fit in the share in which those do that a tally keeps. */
export function fitOf({ kinds, allow }: TagPatterns, tallies: readonly ImageTally[]): Fit {
  const sum = sumOfKinds(tallies);
  const globs = allow.map(compileGlob);
  const ofKinds = [...sum].reduce(
    (all, [key, number]) => all + (kinds.some((kind) => hasKind(key, kind)) ? number : 0),
    0,
  );
  const isUnfit = (tag: string) => !globs.some((glob) => matches(glob, tag));
  const ofNone = tallies.map((it) => ({ ...it, unfit: it.others.filter(isUnfit) }));
  return {
    tags: tallies.reduce((all, it) => all + it.tags, 0),
    fitting: ofKinds + ofNone.reduce((all, it) => all + fittingOfNone(it), 0),
    byKind: new Map(kinds.map((kind) => [kind, numberOf(kind, sum)])),
    others: [...new Set(ofNone.flatMap(({ unfit }) => unfit))].sort(),
  };
}

function fittingOfNone(of: ImageTally & { unfit: readonly string[] }): number {
  const kept = of.others.length;
  if (kept === 0) return 0;
  const all = of.tags - of.ofKinds.values().reduce((sum, number) => sum + number, 0);
  return Math.floor((all * (kept - of.unfit.length)) / kept);
}
