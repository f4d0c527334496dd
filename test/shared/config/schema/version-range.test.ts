import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isRange,
  parseRange,
  tagsInRange,
} from '../../../../shared/config/schema/version-range.ts';

const tags = [
  ...['0.1.0', '0.2.3', '0.2.9', '1.0.0', '1.2.0', '1.2.9', '1.9.0', '2.0.0', 'v2.1.4', '3.0.1'],
  ...['latest', '1', '2026', '1.2.3-alpine', '1.2.3.4', 'v1', 'x1.2.3', '1.2.3+build'],
];

function inRange(text: string): string[] {
  const range = parseRange(text);
  return range ? tagsInRange(tags, range) : ['no range'];
}

// What npm's semver says of the versions among the tags.
test.each([
  ['~1.2', ['1.2.9', '1.2.0']],
  ['~1.2.1', ['1.2.9']],
  ['~1', ['1.9.0', '1.2.9', '1.2.0', '1.0.0']],
  ['^1.2', ['1.9.0', '1.2.9', '1.2.0']],
  ['^0.2.3', ['0.2.9', '0.2.3']],
  ['^0', ['0.2.9', '0.2.3', '0.1.0']],
  ['^2', ['v2.1.4', '2.0.0']],
  ['1.x', ['1.9.0', '1.2.9', '1.2.0', '1.0.0']],
  ['1.2.*', ['1.2.9', '1.2.0']],
  ['v1.2.x', ['1.2.9', '1.2.0']],
  ['>=1.2 <2', ['1.9.0', '1.2.9', '1.2.0']],
  ['>= 1.2   < 2', ['1.9.0', '1.2.9', '1.2.0']],
  ['>1.2', ['3.0.1', 'v2.1.4', '2.0.0', '1.9.0']],
  ['>1.2.0 <=2', ['v2.1.4', '2.0.0', '1.9.0', '1.2.9']],
  ['<0.2', ['0.1.0']],
  ['=1.2.9', ['1.2.9']],
  ['~1.2 >=1.2.5', ['1.2.9']],
  ['>=9', []],
])('%s is %j', (range, expected) => {
  expect(inRange(range)).toEqual(expected);
});

test.each(['~a', '^', '>=1.2 <1', '1.2.3.4', '~1.2 || ~1.3', '>2 <2', '~1.2-alpine', '=>1', ''])(
  '"%s" is no range that a version can be in',
  (text) => {
    expect(parseRange(text)).toBeUndefined();
  },
);

test.each([
  ['1.28', false],
  ['1.28.3-alpine', false],
  ['latest', false],
  ['1.x', true],
  ['1.2.X', true],
  ['~1', true],
  [' >=1 <2', true],
  ['x.1', false],
  ['1.x.x', true],
  ['1.xyz', false],
])('%s is meant as a range: %s', (text, expected) => {
  expect(isRange(text)).toBe(expected);
});

describe('for any versions', () => {
  const version = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30));

  test('~ and ^ hold what they start with and nothing lower', () => {
    fc.assert(
      fc.property(version, fc.array(version), (start, others) => {
        const all = [start, ...others].map((each) => each.join('.'));
        for (const sign of ['~', '^']) {
          const range = parseRange(`${sign}${start.join('.')}`);
          const found = range ? tagsInRange(all, range) : [];
          expect(found).toContain(start.join('.'));
          expect(found.at(-1)).toBe(start.join('.'));
        }
      }),
    );
  });

  test('a number that cannot be compared exactly is in no range', () => {
    const range = parseRange('>=0') ?? { from: [0, 0, 0], to: undefined };
    const huge = ['1.9007199254740993.0', '1.9007199254740992.0', '1.9007199254740991.0'];
    expect(tagsInRange(huge, range)).toEqual(['1.9007199254740991.0']);
  });

  test('the order is that of numbers, not of texts', () => {
    const range = parseRange('>=0') ?? { from: [0, 0, 0], to: undefined };
    expect(tagsInRange(['1.9.0', '1.10.0', '1.10', 'v1.2.0'], range)).toEqual([
      '1.10.0',
      '1.10',
      '1.9.0',
      'v1.2.0',
    ]);
  });
});
