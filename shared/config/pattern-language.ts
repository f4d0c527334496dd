import { compilePattern } from './pattern.ts';
import { type Instruction, OTHER, type Pattern } from './pattern-program.ts';

/**
 * Questions about *all* names that patterns match, answered by walking their automata side by side: exact, and
 * left open where it would take too long, or where a pattern looks at what is around a character (^, $, \b).
 */

/** All that ECR lets a repository be called, and a tag. */
export const repositoryNames = compilePattern(
  '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*',
);
export const tagNames = compilePattern('[A-Za-z0-9_][A-Za-z0-9._-]*');

/** Whether certainly no name is matched by both. */
export function isDisjoint(one: Pattern, other: Pattern): boolean {
  return search([one, other], []) === 'none';
}

/** Whether certainly every one of `names` that `inner` matches is matched by one of `outer` too. */
export function isCovered(inner: Pattern, outer: readonly Pattern[], names: Pattern): boolean {
  return outer.length > 0 && search([inner, names], outer) === 'none';
}

/** So many places of the automata are looked at: more than what people write has. */
const MOST_PLACES = 5000;

/** Looks for a name that all of `within` match, and none of `without`. */
function search(
  within: readonly Pattern[],
  without: readonly Pattern[],
): 'some' | 'none' | 'unknown' {
  const all = [...within, ...without];
  if (all.some(looksAround)) return 'unknown';
  const letters = lettersOf(all);
  const open = [all.map((pattern) => follow(pattern.program, [pattern.start]))];
  const seen = new Set<string>();
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const key = JSON.stringify(place);
    const isNew = place.every((states, at) => at >= within.length || states.length > 0);
    if (!isNew || seen.has(key)) continue;
    if (seen.size === MOST_PLACES) return 'unknown';
    seen.add(key);
    const ends = place.map((states, at) =>
      states.some((it) => all[at]?.program[it]?.op === 'match'),
    );
    if (ends.every((isEnd, at) => isEnd === at < within.length)) return 'some';
    for (const letter of letters) {
      open.push(place.map((states, at) => step(all[at]?.program ?? [], states, letter)));
    }
  }
  return 'none';
}

function looksAround({ program }: Pattern): boolean {
  return program.some(({ op }) => op === 'assert');
}

/** One letter for each set of letters that no pattern tells apart. */
function lettersOf(patterns: readonly Pattern[]): number[] {
  const starts = new Set([0]);
  for (const { program } of patterns) {
    for (const each of program) {
      if (each.op !== 'char') continue;
      each.ranges.forEach((code, at) => starts.add(at % 2 === 0 ? code : code + 1));
    }
  }
  return [...starts].filter((code) => code <= OTHER);
}

function step(
  program: readonly Instruction[],
  states: readonly number[],
  letter: number,
): number[] {
  const next = states.flatMap((state) => {
    const each = program[state];
    return each?.op === 'char' && takes(each.ranges, letter) ? [each.out] : [];
  });
  return follow(program, next);
}

function takes(ranges: readonly number[], letter: number): boolean {
  return ranges.some(
    (first, at) => at % 2 === 0 && letter >= first && letter <= (ranges[at + 1] ?? -1),
  );
}

/** Where the automaton can be without a further letter, in order. */
function follow(program: readonly Instruction[], from: readonly number[]): number[] {
  const seen = new Set<number>();
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    const each = program[state];
    if (each?.op === 'jump') open.push(each.out);
    if (each?.op === 'split') open.push(each.out, each.other);
  }
  return [...seen].filter((state) => isPlace(program[state])).sort((a, b) => a - b);
}

function isPlace(instruction: Instruction | undefined): boolean {
  return instruction?.op === 'char' || instruction?.op === 'match';
}
