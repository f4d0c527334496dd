import { RE2JS } from 're2js';
import { type Instruction, OTHER, type Pattern } from './program.ts';

/**
 * Compiles an RE2 pattern into a program that is data, which can be bundled: a function runs it with a few lines,
 * where the library would add 150 KB and some 10 ms to its cold start.
 *
 * The library parses and compiles; the result is read from its program, whose shape is that of Go's regexp/syntax (op
 * codes 1 to 11). Instead of interpreting its character classes, each is asked for every ASCII character, and for one
 * that stands for all others: names in a registry are ASCII.
 *
 * @throws PatternError when RE2 cannot compile it.
 */
export function compilePattern(source: string): Pattern {
  const { inst, start } = programOf(source);
  return { source, start, program: inst.map(instruction) };
}

/** The same for a glob over repository names; `config/schema.ts` says what it means. */
export function compileGlob(glob: string): Pattern {
  const source = glob.replace(/\*\*|\*|\?|[^*?]+/g, translate);
  return { ...compilePattern(source), source: glob };
}

/** The message says why a pattern cannot be compiled. */
export class PatternError extends Error {
  override name = 'PatternError' as const;
}

function translate(part: string): string {
  if (part === '**') return '.*';
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  return RE2JS.quote(part);
}

interface Re2Instruction {
  op: number;
  out: number;
  arg: number;
  matchRune(rune: number): boolean;
}

interface Re2Program {
  inst: Re2Instruction[];
  start: number;
}

function programOf(source: string): Re2Program {
  try {
    // The library's types omit its program; a test compares what is read of it with the library.
    const compiled = RE2JS.compile(source) as unknown as { re2Input: { prog: Re2Program } };
    return compiled.re2Input.prog;
  } catch (cause) {
    throw new PatternError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function instruction(it: Re2Instruction): Instruction {
  switch (it.op) {
    case 1: // ALT
    case 2: // ALT_MATCH
      return { op: 'split', out: it.out, other: it.arg };
    case 3: // CAPTURE
    case 7: // NOP
      return { op: 'jump', out: it.out };
    case 4: // EMPTY_WIDTH
      return { op: 'assert', flags: it.arg, out: it.out };
    case 5: // FAIL
      return { op: 'fail' };
    case 6: // MATCH
      return { op: 'match' };
    case 8: // RUNE
    case 9: // RUNE1
      return { op: 'char', ranges: ranges((code) => it.matchRune(code)), out: it.out };
    case 10: // RUNE_ANY
      return { op: 'char', ranges: ranges(() => true), out: it.out };
    case 11: // RUNE_ANY_NOT_NL
      return { op: 'char', ranges: ranges((code) => code !== NEW_LINE), out: it.out };
    default:
      throw new PatternError(`unknown instruction ${it.op}`);
  }
}

const NEW_LINE = 10;

/** A letter outside ASCII without another case: a class treats all others as it treats this one. */
const OTHER_SAMPLE = 0x2603;

/** The codes from 0 to OTHER that are taken, as pairs of first and last. */
function ranges(takes: (code: number) => boolean): number[] {
  const pairs: number[] = [];
  for (let code = 0; code <= OTHER; code += 1) {
    if (!takes(code === OTHER ? OTHER_SAMPLE : code)) continue;
    if (pairs.at(-1) === code - 1) pairs[pairs.length - 1] = code;
    else pairs.push(code, code);
  }
  return pairs;
}
