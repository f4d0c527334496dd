import { expect, test } from 'vitest';
import { RegistryConfigError } from '../../../../../shared/config/errors.ts';
import { parseRegistryConfig } from '../../../../../shared/config/load.ts';
import {
  isLifecycleOfWords,
  lifecyclePolicyText,
} from '../../../../../shared/config/schema/repositories/lifecycle-policy.ts';

function problemsOf(text: string): string[] {
  try {
    parseRegistryConfig(text);
    return [];
  } catch (error) {
    if (!(error instanceof RegistryConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

test.each([
  [
    'an action that is none',
    'baseline: [{action: delete}]',
    'baseline[0].action: "delete" is not valid: report or enforce',
  ],
  [
    'nothing to enforce',
    'baseline: [{action: enforce}]',
    'baseline[0].action: needs one of mutability, scanOnPush, lifecycle, encryption, tags: without any, there is nothing to enforce',
  ],
  [
    'a scan that is not wanted',
    'baseline: [{scanOnPush: false}]',
    'baseline[0].scanOnPush: false is not valid: true, or leave it out',
  ],
  [
    'exceptions of nothing',
    'baseline: [{mutabilityExclusions: [latest]}]',
    'baseline[0].mutabilityExclusions: needs mutability beside it: MUTABLE or IMMUTABLE, of which these tags are the exceptions',
  ],
  [
    'a replacement by nothing',
    'baseline: [{replaceLifecycle: true}]',
    'baseline[0].replaceLifecycle: needs lifecycle beside it, which replaces what is there',
  ],
  [
    'two lifecycle rules for the same images',
    'baseline: [{lifecycle: {keepLast: 3, archiveUnpulledDays: 9}}]',
    'baseline[0].lifecycle.keepLast: cannot be combined with archiveUnpulledDays: of two rules for the ' +
      'same images, ECR applies only the first. Remove one of them',
  ],
  [
    'a tag of AWS',
    "baseline: [{tags: {defaults: {'aws:x': y}}}]",
    'baseline[0].tags.defaults.aws:x: a tag key has 1 to 128 characters and does not start with aws:',
  ],
  [
    'a required tag of AWS',
    "baseline: [{tags: {required: ['aws:x']}}]",
    'baseline[0].tags.required[0]: "aws:x" is not valid: 1 to 128 characters, not starting with aws:',
  ],
  [
    'a pattern that is none',
    "movedTags: [{mutablePatterns: ['(']}]",
    expect.stringMatching(/^movedTags\[0\]\.mutablePatterns\[0\]: RE2 cannot compile it/),
  ],
  [
    'an unknown key of moved tags',
    'movedTags: [{immutable: [latest]}]',
    'movedTags[0].immutable: is not a key here. Valid keys: repositories, mutable, mutablePatterns, message',
  ],
])('%s is told with what would be right', (_, text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test('a policy that lifecycle has made is known, whatever its numbers; another is not', () => {
  const made = lifecyclePolicyText({ expireUntaggedDays: 3, keepLast: 9 });
  expect(isLifecycleOfWords(made)).toBe(true);
  expect(isLifecycleOfWords(JSON.stringify(JSON.parse(made), null, 2))).toBe(true);
  expect(isLifecycleOfWords(made.replace('"countNumber":9', '"countNumber":8'))).toBe(false);
  expect(isLifecycleOfWords(made.replace('untagged images', 'images'))).toBe(false);
  const unsigned = JSON.parse(made) as { rules: { description: string }[] };
  const rules = unsigned.rules
    .filter(({ description }) => !description.startsWith('signatures'))
    .map((rule, index) => ({ ...rule, rulePriority: index + 1 }));
  expect(rules).toHaveLength(2);
  expect(isLifecycleOfWords(JSON.stringify({ rules }))).toBe(true);
  for (const text of ['', '{}', '{"rules":[]}', '{"rules":[null]}', '{"rules":7}', 'null', '[]']) {
    expect(isLifecycleOfWords(text)).toBe(false);
  }
});
