/** A compiled pattern: data that can be bundled. `source` is what the user wrote. */
export interface Pattern {
  source: string;
  /** The instruction that a match starts with. */
  start: number;
  program: readonly Instruction[];
}

/** One step of a non-deterministic automaton; `out` and `other` are indexes of instructions. */
export type Instruction =
  /** Takes one character whose code lies in one of the ranges: pairs of first and last. */
  | { op: 'char'; ranges: readonly number[]; out: number }
  | { op: 'split'; out: number; other: number }
  | { op: 'jump'; out: number }
  /** Continues where all of the flags hold: see assertions. */
  | { op: 'assert'; flags: number; out: number }
  | { op: 'fail' }
  | { op: 'match' };

/** The code that stands for every character outside ASCII. */
export const OTHER = 128;

/** Assertions on a position between two characters; bits as in RE2's program. */
export const assertions = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  wordBoundary: 16,
  noWordBoundary: 32,
} as const;

/** Whether the pattern matches the whole text, in time linear in the text's length. */
export function matches({ start, program }: Pattern, text: string): boolean {
  let states = follow(program, [start], flagsAt(text, 0));
  for (let at = 0; at < text.length; at += 1) {
    const code = Math.min(text.charCodeAt(at), OTHER);
    const next: number[] = [];
    for (const state of states) {
      const step = program[state];
      if (step?.op === 'char' && takes(step.ranges, code)) next.push(step.out);
    }
    if (next.length === 0) return false;
    states = follow(program, next, flagsAt(text, at + 1));
  }
  return states.some((state) => program[state]?.op === 'match');
}

/** All instructions that the given ones lead to without taking a character: each once. */
function follow(program: readonly Instruction[], from: number[], flags: number): number[] {
  const seen = new Set<number>();
  const open = from;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    const step = program[state];
    if (step?.op === 'jump') open.push(step.out);
    if (step?.op === 'split') open.push(step.out, step.other);
    if (step?.op === 'assert' && (step.flags & ~flags) === 0) open.push(step.out);
  }
  return [...seen];
}

function takes(ranges: readonly number[], code: number): boolean {
  for (let pair = 0; pair < ranges.length; pair += 2) {
    if (code >= (ranges[pair] ?? 0) && code <= (ranges[pair + 1] ?? -1)) return true;
  }
  return false;
}

/** What holds between the characters before and after an index. */
function flagsAt(text: string, at: number): number {
  const before = text[at - 1];
  const after = text[at];
  return (
    (before === undefined ? assertions.beginText : 0) |
    (after === undefined ? assertions.endText : 0) |
    (before === undefined || before === '\n' ? assertions.beginLine : 0) |
    (after === undefined || after === '\n' ? assertions.endLine : 0) |
    (isWord(before) === isWord(after) ? assertions.noWordBoundary : assertions.wordBoundary)
  );
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}
