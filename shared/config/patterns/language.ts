import { compilePattern } from './pattern.ts';
import { type Instruction, OTHER, type Pattern } from './program.ts';

/**
 * Questions about *all* names that patterns match, answered by walking their automata in parallel: exact, and left
 * open where it would take too long, or where a pattern depends on the context of a character (^, $, \b).
 */

/** All valid names of repositories, and of tags. */
export const repositoryNames = compilePattern(
  '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*',
);
export const tagNames = compilePattern('[A-Za-z0-9_][A-Za-z0-9._-]*');

/** Whether certainly no name is matched by both. */
export function isDisjoint(one: Pattern, other: Pattern): boolean {
  return search([one, other], []) === 'none';
}

/** Whether certainly every one of `names` that the glob `inner` matches is matched by one of the globs `outer`. */
export function isCovered(inner: Pattern, outer: readonly Pattern[], names: Pattern): boolean {
  // With hundreds of rules, most have nothing in common from the first letters on.
  const near = outer.filter((each) => beginAlike(literalStart(inner), literalStart(each)));
  const within = [inner, names];
  // Usually one glob matches all, which is quick to find alone, and slow among many.
  const wider = near.filter((each) => literalStart(inner).startsWith(literalStart(each)));
  if (wider.some((each) => search(within, [each]) === 'none')) return true;
  return near.length > 1 && near.length <= MOST_TOGETHER && search(within, near) === 'none';
}

function beginAlike(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function literalStart({ source }: Pattern): string {
  return /^[^*?]*/.exec(source)?.[0] ?? '';
}

/** The most globs that are compared at once. */
const MOST_TOGETHER = 50;

/** The most states of the automata that are visited: more than usual patterns have. */
const MOST_PLACES = 1000;

/** Looks for a name that all of `within` match, and none of `without`: the shortest ones first. */
function search(
  within: readonly Pattern[],
  without: readonly Pattern[],
): 'some' | 'none' | 'unknown' {
  const all = [
    ...within.map(({ program, start }) => ({ program, starts: [start] })),
    either(without),
  ];
  if (all.some(({ program }) => looksAround(program))) return 'unknown';
  const letters = lettersOf(all);
  const open = [all.map(({ program, starts }) => follow(program, starts))];
  const seen = new Set<string>();
  for (const place of open) {
    const key = JSON.stringify(place);
    if (seen.has(key) || place.slice(0, within.length).some((states) => states.length === 0))
      continue;
    if (seen.size === MOST_PLACES) return 'unknown';
    seen.add(key);
    const ends = place.map((states, at) =>
      states.some((it) => all[at]?.program[it]?.op === 'match'),
    );
    if (ends.every((isEnd, at) => isEnd === at < within.length)) return 'some';
    // States that are added here are visited as well.
    for (const letter of letters) {
      open.push(place.map((states, at) => step(all[at]?.program ?? [], states, letter)));
    }
  }
  return 'none';
}

interface Automaton {
  program: readonly Instruction[];
  starts: readonly number[];
}

/** The automaton that runs all of the patterns at once: those that can no longer match cost nothing. */
function either(patterns: readonly Pattern[]): Automaton {
  const program: Instruction[] = [];
  const starts: number[] = [];
  for (const pattern of patterns) {
    const from = program.length;
    starts.push(pattern.start + from);
    for (const each of pattern.program) program.push(movedBy(from, each));
  }
  return { program, starts };
}

function movedBy(from: number, instruction: Instruction): Instruction {
  if (!('out' in instruction)) return instruction;
  const moved = { ...instruction, out: instruction.out + from };
  return moved.op === 'split' ? { ...moved, other: moved.other + from } : moved;
}

function looksAround(program: readonly Instruction[]): boolean {
  return program.some(({ op }) => op === 'assert');
}

/** One letter for each set of letters that no pattern distinguishes. */
function lettersOf(automata: readonly Automaton[]): number[] {
  const starts = new Set([0]);
  for (const { program } of automata) {
    for (const each of program) {
      if (each.op !== 'char') continue;
      for (const [at, code] of each.ranges.entries()) starts.add(at % 2 === 0 ? code : code + 1);
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
