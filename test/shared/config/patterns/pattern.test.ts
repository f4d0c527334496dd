import { expect, test } from 'vitest';
import {
  compileGlob,
  compilePattern,
  PatternError,
} from '../../../../shared/config/patterns/pattern.ts';
import { matches, type Pattern } from '../../../../shared/config/patterns/program.ts';

const right = (pattern: Pattern, names: string[]) => names.filter((name) => matches(pattern, name));

test.each([
  ['1\\.[0-9]+', ['1.4', '1.10'], ['1.', '21.4', '1.4x']],
  ['^v?[0-9]+$', ['v1', '12'], ['v', 'v1.0']],
  ['(?i)release-[a-z]+', ['RELEASE-x', 'release-Q'], ['release-', 'Release-1']],
  ['pr-\\d{1,3}|main', ['pr-1', 'pr-123', 'main'], ['pr-1234', 'mainly']],
  ['a\\b-b', ['a-b'], ['ab']],
  ['[^x]*', ['', 'ü', 'a☃b'], ['axb']],
])('the pattern %s is held against the whole name', (source, yes, no) => {
  expect(right(compilePattern(source), [...yes, ...no])).toEqual(yes);
});

test.each([
  ['**', ['a', 'a/b', 'a/b/c'], []],
  ['team-a/*', ['team-a/x'], ['team-a', 'team-a/x/y', 'team-b/x']],
  ['team-a/**', ['team-a/x', 'team-a/x/y'], ['team-a', 'xteam-a/x']],
  ['*/web', ['a/web'], ['web', 'a/b/web']],
  ['a.b/?', ['a.b/c'], ['axb/c', 'a.b/cd', 'a.b//']],
])('the glob %s knows path segments', (glob, yes, no) => {
  expect(right(compileGlob(glob), [...yes, ...no])).toEqual(yes);
});

test('what RE2 cannot compile is an error that says why', () => {
  expect(() => compilePattern('(a')).toThrow(PatternError);
  expect(() => compilePattern('a\\1')).toThrow(/invalid escape sequence/);
});

test('takes steps linear in the name, where a backtracking engine would hang', () => {
  const name = 'a'.repeat(300);
  expect(matches(compilePattern('(a*)*(a|aa)*b'), name)).toBe(false);
  expect(matches(compilePattern('(a|a)*'), name)).toBe(true);
});
