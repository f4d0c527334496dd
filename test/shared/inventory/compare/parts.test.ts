import { expect, test } from 'vitest';
import { overlaps } from '../../../../shared/inventory/compare/parts.ts';
import { isInRange, type NameRange } from '../../../../shared/walk/range.ts';

test.each<[NameRange, string[]]>([
  [{}, ['a', 'b', 'c']],
  [{ from: 'b' }, ['b', 'c']],
  [{ to: 'b' }, ['a']],
  [{ from: 'b', to: 'c' }, ['b']],
  [{ from: 'b', to: 'b' }, []],
])('in the range %j of a, b and c are %j', (range, within) => {
  expect(['a', 'b', 'c'].filter((name) => isInRange(name, range))).toEqual(within);
});

test.each<[NameRange, boolean]>([
  [{}, true],
  [{ from: 'd' }, true],
  [{ from: 'e' }, false],
  [{ to: 'b' }, false],
  [{ to: 'c' }, true],
  [{ from: 'c', to: 'c' }, true],
  [{ from: 'a', to: 'b' }, false],
  [{ from: 'a', to: 'z' }, true],
])('a file of b to d may hold some of %j: %s', (range, may) => {
  expect(overlaps({ first: 'b', last: 'd' }, range)).toBe(may);
});
