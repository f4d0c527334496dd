import { expect, test } from 'vitest';
import { problemsOf } from './problems.ts';

const rule = (filters: string[], mutability = 'IMMUTABLE') =>
  problemsOf(JSON.stringify({ baseline: [{ mutability, mutabilityExclusions: filters }] }));

test.each([
  [['v*']],
  [['*']],
  [['a*b*']],
  [['**']],
  [['a'.repeat(128)]],
  [['a', 'b', 'c', 'd', 'e']],
])('ECR takes the exclusions %j', (filters) => {
  expect(rule(filters)).toEqual([]);
});

test.each([
  [['*a*b*'], /"\*a\*b\*" has more than two \*/],
  [['a*b*c*d'], /more than two/],
  [['***'], /more than two/],
  [['a/b'], /"a\/b" is not valid: a tag/],
  [[''], /is not valid: a tag/],
  [['a'.repeat(129)], /is not valid: a tag/],
  [[], /1 to 5 tags/],
  [['a', 'b', 'c', 'd', 'e', 'f'], /1 to 5 tags/],
])('ECR refuses the exclusions %j', (filters, why) => {
  expect(rule(filters)).toEqual([expect.stringMatching(why)]);
});

test("ECR's names of the modes are told apart into the two keys", () => {
  expect(rule(['a'], 'IMMUTABLE_WITH_EXCLUSION')).toEqual([
    expect.stringMatching(/: write IMMUTABLE, and mutabilityExclusions beside it/),
  ]);
  expect(rule(['a'], 'immutable')).toEqual([expect.stringMatching(/did you mean IMMUTABLE\?/)]);
});
