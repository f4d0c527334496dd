import { quoted } from '../alerts/quote.ts';
import { matches, type Pattern } from '../config/patterns/program.ts';
import type { TagKind } from '../config/schema/schema.ts';
import { type Kind, kinds as ofImages } from './kinds.ts';

/** A set of names, and its text for messages: `semver (such as 1.4.2) or latest`. */
export interface NameSet {
  has(name: string): boolean;
  text: string;
}

/** The lists of registry.yml that a set is made of: each name of one of them is in it. */
export interface Lists {
  kinds?: readonly TagKind[];
  patterns?: readonly Pattern[];
  globs?: readonly Pattern[];
}

/**
 * Undefined for a set that the rule does not declare.
 *
 * @param kinds - What the kinds accept; those of charts accept more.
 */
export function nameSet(
  { kinds: named = [], patterns = [], globs = [] }: Lists,
  kinds = ofImages,
): NameSet | undefined {
  const ways = [
    ...named.map((kind) => ofKind(kind, kinds[kind])),
    ...[...patterns, ...globs].map(ofPattern),
  ];
  if (ways.length === 0) return undefined;
  return {
    has: (name) => ways.some((way) => way.has(name)),
    text: either(ways.map(({ text }) => text)),
  };
}

/** Why a name is invalid. */
export interface Wrong {
  reason: string;
  /** A `deny` or `reserved` matches it: then another spelling of it is not suggested either. */
  refused?: true;
}

/** Checks a name: it has to be in `right`, where there is such a set, and not in `denied`, which comes first. */
export function invalidBy(
  { right, denied }: { right: NameSet | undefined; denied: readonly Pattern[] },
  name: string,
): Wrong | undefined {
  const denying = denied.find((glob) => matches(glob, name));
  if (denying) return { reason: `${quoted(name)} is denied (${denying.source})`, refused: true };
  if (right === undefined || right.has(name)) return undefined;
  return { reason: `${quoted(name)} is not ${right.text}` };
}

function ofKind(kind: TagKind, { pattern, example }: Kind): NameSet {
  return { has: (tag) => pattern.test(tag), text: `${kind} (such as ${example})` };
}

function ofPattern(pattern: Pattern): NameSet {
  return { has: (name) => matches(pattern, name), text: pattern.source };
}

/** Without Intl.ListFormat, whose first use costs a cold start some milliseconds. */
function either(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join();
  return `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}
