import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isCovered,
  isDisjoint,
  repositoryNames,
} from '../../../../shared/config/patterns/language.ts';
import { compileGlob, compilePattern } from '../../../../shared/config/patterns/pattern.ts';
import { matches } from '../../../../shared/config/patterns/program.ts';

const globs = fc
  .array(fc.constantFrom('a', 'b', '/', '*', '**', '?', '-'), { minLength: 1, maxLength: 6 })
  .map((parts) => compileGlob(parts.join('')));
const names = fc
  .array(fc.constantFrom('a', 'b', '/', '-', 'a/b'), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))
  .filter((name) => matches(repositoryNames, name));

test('no name speaks against an answer', () => {
  fc.assert(
    fc.property(globs, fc.array(globs, { maxLength: 3 }), names, (inner, outer, name) => {
      if (!matches(inner, name)) return;
      const isTaken = outer.some((each) => matches(each, name));
      if (isCovered(inner, outer, repositoryNames)) expect(isTaken).toBe(true);
      if (outer.some((each) => isDisjoint(inner, each))) {
        expect(outer.every((each) => matches(each, name))).toBe(false);
      }
    }),
    { numRuns: 2000 },
  );
});

test('what looks around a character is left open', () => {
  expect(isDisjoint(compilePattern('^a$'), compilePattern('b'))).toBe(false);
});

test.each([
  [50, true],
  [51, false],
])('that %i globs together match all names of another is found: %s', (count, isFound) => {
  const each = [...'abcdefghijklmnopqrstuvwxyz0123456789'].map((letter) => `a${letter}`);
  const more = Array.from({ length: count - each.length }, (_, at) => `a/${at}`);
  const outer = [...each, ...more].map(compileGlob);
  expect(isCovered(compileGlob('a?'), outer, repositoryNames)).toBe(isFound);
  expect(isCovered(compileGlob('a?'), outer.slice(1), repositoryNames)).toBe(false);
});

test('without another glob none is covered, not even one that no name has', () => {
  expect(isCovered(compileGlob('-'), [], repositoryNames)).toBe(false);
});
