import { expect, test } from 'vitest';
import type { TagSelecting } from '../../../../shared/registry/lifecycle/policy.ts';
import { shields } from '../../../../shared/registry/tags/kept-by-tag.ts';

const ours = 'quarantine-0123456789ab';
const rule = (rulePriority: number, selection: TagSelecting['selection']) => ({
  rulePriority,
  selection,
});
const prefixed = (priority: number, ...tagPrefixList: string[]) =>
  rule(priority, { tagStatus: 'tagged', tagPrefixList });
const patterned = (priority: number, ...tagPatternList: string[]) =>
  rule(priority, { tagStatus: 'tagged', tagPatternList });
const any = (priority: number) => rule(priority, { tagStatus: 'any' });
const untagged = (priority: number) => rule(priority, { tagStatus: 'untagged' });

test.each([
  ['no rule', [], false],
  ['a rule for all', [any(1)], false],
  ['a rule for the tag before one for all', [prefixed(1, 'release-'), any(2)], true],
  ['the same, by a pattern', [patterned(1, 'rel*-1'), any(2)], true],
  ['a pattern of three parts', [patterned(1, 'r*ea*-1'), any(2)], true],
  ['a pattern with a part that is not there', [patterned(1, 'r*zz*-1'), any(2)], false],
  ['a pattern whose parts overlap', [patterned(1, 'release-*-1'), any(2)], false],
  ['a pattern that is the tag', [patterned(1, 'release-1'), any(2)], true],
  ['a pattern that is a part of the tag', [patterned(1, 'release'), any(2)], false],
  ['the same, in another order of the text', [any(9), prefixed(1, 'release-')], true],
  ['a rule for the tag behind one for all', [any(1), prefixed(2, 'release-')], false],
  ['a rule for the tag, and none after it', [prefixed(1, 'release-')], false],
  [
    'a rule for both tags before one for all',
    [prefixed(1, 'release-', 'quarantine-'), any(2)],
    false,
  ],
  ['a rule for every tag before one for all', [patterned(1, '*'), any(2)], false],
  ['a rule for other tags before one for all', [patterned(1, 'v*'), any(2)], false],
  [
    'a rule for the tag before one for what has none',
    [patterned(1, 'release-*'), untagged(2)],
    false,
  ],
])('%s: %s', (_, rules, expected) => {
  expect(shields(rules, 'release-1', ours)).toBe(expected);
});
