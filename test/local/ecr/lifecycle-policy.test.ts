import { expect, test } from 'vitest';
import { parseLifecyclePolicy, storedPolicyText } from '../../../local/ecr/lifecycle/policy.ts';

const expire = { type: 'expire' };
const archive = { type: 'transition', targetStorageClass: 'archive' };
const untagged = { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 };
const tagged = { ...untagged, tagStatus: 'tagged', tagPatternList: ['v*'] };
const any = { ...untagged, tagStatus: 'any' };
const archived = {
  tagStatus: 'any',
  storageClass: 'archive',
  countType: 'sinceImageTransitioned',
  countUnit: 'days',
  countNumber: 90,
};
const pulled = { ...any, countType: 'sinceImagePulled', countUnit: 'days' };

type Rule = readonly [selection: object, action?: object, rulePriority?: number];

function check(...rules: Rule[]) {
  const text = JSON.stringify({
    rules: rules.map(([selection, action = expire, rulePriority], at) => ({
      rulePriority: rulePriority ?? at + 1,
      selection,
      action,
    })),
  });
  return () => parseLifecyclePolicy(text);
}

test.each<[string, Rule[]]>([
  ['one rule', [[untagged]]],
  [
    'prefixes instead of patterns',
    [[{ ...tagged, tagPatternList: undefined, tagPrefixList: ['v'] }]],
  ],
  ['four wildcards', [[{ ...tagged, tagPatternList: ['*a*b*c*'] }]]],
  [
    'an age in days',
    [[{ ...untagged, countType: 'sinceImagePushed', countUnit: 'days' }, archive]],
  ],
  ['any at the end', [[tagged], [untagged], [any]]],
  ['any in both storage classes', [[pulled, archive], [archived]]],
  [
    'one tag in both storage classes',
    [[tagged, archive], [{ ...archived, tagStatus: 'tagged', tagPatternList: ['v*'] }]],
  ],
  [
    'gaps between priorities',
    [
      [tagged, expire, 10],
      [any, expire, 200],
    ],
  ],
])('accepts %s', (_what, rules) => {
  expect(check(...rules)).not.toThrow();
});

test.each<[string, Rule[], RegExp]>([
  ['no rules', [], /rules/],
  [
    '51 rules',
    Array.from({ length: 51 }, (_, at) => [{ ...tagged, tagPatternList: [`${at}`] }]),
    /rules/,
  ],
  ['a priority of 0', [[untagged, expire, 0]], /rulePriority/],
  [
    'a priority twice',
    [
      [untagged, expire, 1],
      [any, expire, 1],
    ],
    /unique/,
  ],
  ['any before others', [[any], [untagged]], /highest/],
  [
    'two untagged rules',
    [[untagged], [{ ...untagged, countNumber: 2 }]],
    /Only one rule can select Untagged images per storage class/,
  ],
  ['the same patterns twice', [[tagged], [{ ...tagged, countNumber: 2 }]], /same tag/],
  ['tagged without tags', [[{ ...tagged, tagPatternList: undefined }]], /exactly one/],
  ['patterns and prefixes', [[{ ...tagged, tagPrefixList: ['v'] }]], /exactly one/],
  ['untagged with tags', [[{ ...untagged, tagPrefixList: ['v'] }]], /exactly one/],
  ['five wildcards', [[{ ...tagged, tagPatternList: ['*a*b*c*d*'] }]], /four wildcards/],
  ['a unit for a count', [[{ ...any, countUnit: 'days' }]], /countUnit/],
  ['an age without a unit', [[{ ...any, countType: 'sinceImagePushed' }]], /countUnit/],
  ['a count of 0', [[{ ...any, countNumber: 0 }]], /countNumber/],
  ['a count in the archive', [[{ ...any, storageClass: 'archive' }]], /storageClass/],
  [
    'a transition time in the standard class',
    [[{ ...archived, storageClass: undefined }]],
    /storageClass/,
  ],
  ['less than 90 days in the archive', [[{ ...archived, countNumber: 89 }]], /at least 90/],
  ['archived images to be archived', [[archived, archive]], /expire only/],
  ['expiry by pulls', [[pulled]], /transition only/],
  ['an unknown member', [[{ ...any, colour: 'blue' }]], /colour/],
  ['another target', [[any, { ...archive, targetStorageClass: 'glacier' }]], /targetStorageClass/],
])('refuses %s', (_what, rules, message) => {
  expect(check(...rules)).toThrow(message);
});

test('the rules of a policy come back in the order of their priorities, and one in order as it is', () => {
  const ordered = JSON.stringify({ rules: [rule(1, tagged), rule(5, untagged)] }, null, 2);
  const other = JSON.stringify({ rules: [rule(5, untagged), rule(1, tagged)] });
  expect(storedPolicyText(ordered)).toBe(ordered);
  expect(JSON.parse(storedPolicyText(other))).toEqual(JSON.parse(ordered));
});

function rule(rulePriority: number, selection: object) {
  return { rulePriority, selection, action: expire };
}
