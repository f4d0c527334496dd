import { quoted } from '../alerts/quote.ts';
import type { Requirement } from '../config/schema/schema.ts';
import type { kinds as ofImages } from './kinds.ts';
import { nameSet } from './names.ts';

/** Which tags are valid only beside another tag of their image: `requires` of a rule. */
export interface Siblings {
  /** Whether the tag needs a sibling; one that does cannot be a sibling itself. */
  needed(tag: string): boolean;
  /** Why the tag is invalid beside these siblings; undefined when it has what it needs. */
  missing(tag: string, siblings: readonly string[]): string | undefined;
}

/** @param kinds - What the kinds accept; those of charts accept more. */
export function compileSiblings(
  requirements: readonly Requirement[],
  kinds?: typeof ofImages,
): Siblings {
  const compiled = requirements.map(({ tags, sibling, ...lists }) => ({
    tags: nameSet({ ...lists, globs: tags }, kinds),
    siblings: nameSet({ ...sibling, globs: sibling.tags }, kinds),
  }));
  return {
    needed: (tag) => compiled.some(({ tags }) => tags?.has(tag)),
    missing(tag, siblings) {
      const unmet = compiled.find(
        (it) =>
          it.tags?.has(tag) &&
          !siblings.some((sibling) => it.siblings?.has(sibling) && agree(tag, sibling)),
      );
      if (unmet === undefined) return undefined;
      const numbers = numbersOf(tag);
      const line = numbers ? `, of ${numbers.join('.')},` : '';
      return `${quoted(tag)} needs a sibling${line} on its image: ${unmet.siblings?.text}`;
    },
  };
}

/** Of two versions the sibling is the longer one: 1.4.2 goes with 1.4, 1.5.0 does not. */
function agree(tag: string, sibling: string): boolean {
  const [short, long] = [numbersOf(tag), numbersOf(sibling)];
  // One number alone may be a commit or a build.
  if (short === undefined || long === undefined || long.length < 2) return true;
  return short.every((number, place) => number === long[place]);
}

/** The numbers that a version begins with; undefined for what is not a version. */
function numbersOf(tag: string): string[] | undefined {
  const [, numbers] = /^v?(\d+(?:\.\d+)*)(?:[-_]|$)/.exec(tag) ?? [];
  return numbers?.split('.');
}
