import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { compilePattern } from '../../../../shared/config/patterns/pattern.ts';
import { matches } from '../../../../shared/config/patterns/program.ts';
import { runs } from '../../../support/runs.ts';

/** Patterns of what people write, nested three deep. */
const { pattern: patterns } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      '-',
      '\\.',
      '.',
      '[a-c]',
      '[^a]',
      '\\d',
      '\\w',
      '\\b',
      '^',
      '$',
      '(?i)A',
    ),
    fc.constantFrom('\\B', '(?m)^', '(?m)$', '\\s', '[[:alpha:]]', '\\pL', '\\z', '\\A', '(?s).'),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  pattern: fc
    .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{1,3}', '*?')), {
      minLength: 1,
      maxLength: 4,
    })
    .chain((parts) =>
      fc.constantFrom('', '|').map((glue) => parts.map((part) => part.join('')).join(glue)),
    ),
}));

/** Outside ASCII only the snowman: a class is asked for it alone (see compilePattern). */
const names = fc.string({ unit: fc.constantFrom(...'abcA-._/1\n ☃'), maxLength: 12 });

test('agrees with RE2 on any pattern and name', () => {
  fc.assert(
    fc.property(patterns, fc.array(names, { minLength: 1, maxLength: 20 }), (source, texts) => {
      fc.pre(compiles(source));
      const reference = RE2JS.compile(source);
      for (const text of texts) {
        expect([source, text, matches(compilePattern(source), text)]).toEqual([
          source,
          text,
          reference.matches(text),
        ]);
      }
    }),
    { numRuns: runs(2000) },
  );
});

function compiles(source: string): boolean {
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
}
