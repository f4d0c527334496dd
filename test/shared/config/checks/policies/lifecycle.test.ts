import { expect, test } from 'vitest';
import { problemsOf } from '../../problems.ts';

const count = 'countType: imageCountMoreThan, countNumber: 5';
const days = 'countType: sinceImagePushed, countUnit: days, countNumber: 5';
const expire = 'action: {type: expire}';

const rule = (selection: string, priority = 1, action = expire) =>
  `{rulePriority: ${priority}, selection: {${selection}}, ${action}}`;

/** What is told of the rules, without line and the path of the policy. */
function told(...rules: string[]): string[] {
  const policy = `{rules: [${rules.join(', ')}]}`;
  const problems = problemsOf(`repositories: [{names: [ab], lifecyclePolicy: ${policy}}]`);
  return problems.map((it) => it.replace(/^1 repositories\[0\]\.lifecyclePolicy\.rules/, ''));
}

test.each<[string, string[], string]>([
  [
    'a number as a text',
    [rule('tagStatus: any, countType: imageCountMoreThan, countNumber: "5"')],
    '[0].selection.countNumber: has to be a whole number from 1, no text',
  ],
  [
    'none at all',
    [rule('tagStatus: any, countType: imageCountMoreThan, countNumber: 0')],
    '[0].selection.countNumber: has to be a whole number from 1, no text',
  ],
  [
    'a priority twice',
    [rule(`tagStatus: untagged, ${days}`, 3), rule(`tagStatus: any, ${count}`, 3)],
    '[1].rulePriority: 3 is the priority of rules[0] already: each needs another one',
  ],
  [
    'a rule for any image before another one',
    [rule(`tagStatus: untagged, ${days}`, 3), rule(`tagStatus: any, ${count}`, 2)],
    '[1].rulePriority: has to be the highest, as the rule is for any image: raise it',
  ],
  [
    'another unit than days',
    [rule('tagStatus: any, countType: sinceImagePushed, countUnit: weeks, countNumber: 5')],
    '[0].selection.countUnit: has to be days, which sinceImagePushed needs',
  ],
  [
    'an age without a unit',
    [rule('tagStatus: any, countType: sinceImagePushed, countNumber: 5')],
    '[0].selection.countUnit: has to be days, which sinceImagePushed needs',
  ],
  [
    'a unit of a count',
    [rule(`tagStatus: any, countUnit: days, ${count}`)],
    '[0].selection.countUnit: is only for a countType of days, and imageCountMoreThan counts images: remove it',
  ],
  [
    'a countType with a typo',
    [rule('tagStatus: any, countType: sinceImagePush, countUnit: days, countNumber: 5')],
    '[0].selection.countType: "sinceImagePush" is not valid: one of imageCountMoreThan, sinceImagePushed, sinceImagePulled, sinceImageTransitioned; did you mean sinceImagePushed?',
  ],
  [
    'a key with a typo',
    [rule(`tagStatus: tagged, tagPaternList: [v], tagPrefixList: [v], ${count}`)],
    '[0].selection.tagPaternList: is not a key of a lifecycle policy: did you mean tagPatternList?',
  ],
  [
    'no tags',
    [rule(`tagStatus: tagged, ${count}`)],
    '[0].selection.tagPatternList: is missing: tagStatus tagged needs a list of tags such as ["v*"]',
  ],
  [
    'a tag without a list',
    [rule(`tagStatus: tagged, tagPrefixList: v, ${count}`)],
    '[0].selection.tagPrefixList: has to be a list of tags such as ["v*"]',
  ],
  [
    'a tag that is a number',
    [rule(`tagStatus: tagged, tagPrefixList: [1.10], ${count}`)],
    '[0].selection.tagPrefixList[0]: is 1.10 without quotes, which is a number to YAML: put it in quotes, "1.10"',
  ],
  [
    'two lists of tags',
    [rule(`tagStatus: tagged, tagPrefixList: [v], tagPatternList: ["v*"], ${count}`)],
    '[0].selection.tagPrefixList: cannot stand beside tagPatternList: remove one of them',
  ],
  [
    'tags of untagged images',
    [rule(`tagStatus: untagged, tagPrefixList: [v], ${count}`)],
    '[0].selection.tagPrefixList: is only for tagStatus tagged, not untagged',
  ],
  [
    'no selection',
    [`{rulePriority: 1, ${expire}}`],
    '[0].selection: has to be a map such as {tagStatus: any, countType: imageCountMoreThan, countNumber: 50}',
  ],
  [
    'an action without its map',
    [rule(`tagStatus: any, ${count}`, 1, 'action: expire')],
    '[0].action: has to be a map such as {type: expire}',
  ],
  [
    'a transition to nowhere',
    [rule(`tagStatus: any, ${count}`, 1, 'action: {type: transition}')],
    '[0].action.targetStorageClass: is missing: archive',
  ],
])('of a lifecycle policy %s is told', (_, rules, problem) => {
  expect(told(...rules)).toEqual([problem]);
});

test.each<[string, string[]]>([
  [
    'rules of any image in both storage classes',
    [
      rule('tagStatus: any, countType: sinceImagePulled, countUnit: days, countNumber: 90', 1),
      rule(
        'tagStatus: any, storageClass: archive, countType: sinceImageTransitioned, countUnit: days, countNumber: 90',
        2,
      ),
    ],
  ],
  [
    'what ECR may have learned',
    [rule('tagStatus: any, countType: byMood, other: 1, countNumber: 5')],
  ],
])('%s passes', (_, rules) => {
  expect(told(...rules)).toEqual([]);
});

test('what is no rule is told once', () => {
  expect(told('null', '3')).toEqual([
    '[0]: is null, not a map of keys',
    '[1]: is 3, not a map of keys',
  ]);
});
