import { describe, expect, test } from 'vitest';
import {
  isLifecycleOfWords,
  lifecyclePolicyText,
} from '../../../../shared/config/schema/repositories/lifecycle-policy.ts';
import {
  isShielded,
  keepingShield,
  shieldRule,
  withShieldRule,
} from '../../../../shared/config/schema/shield-rule.ts';
import { inUseTag } from '../../../../shared/registry/tags/own-tag.ts';

const rule = (rulePriority: number, selection: object = {}) => ({
  rulePriority,
  selection: {
    ...{ tagStatus: 'tagged', tagPatternList: ['*'] },
    ...{ countType: 'imageCountMoreThan', countNumber: 3, ...selection },
  },
  action: { type: 'expire' },
});
const policy = (...rules: object[]) => JSON.stringify({ rules });
const never = { countNumber: 999_999 };

test('the rule matches the tags that are given', () => {
  const [pattern] = shieldRule.selection.tagPatternList;
  expect(inUseTag(`sha256:${'0'.repeat(64)}`)).toBe(pattern.replace('*', '0'.repeat(12)));
});

describe('a policy gets the rule first', () => {
  test.each([
    ['where 1 is free', [5, 10], [1, 5, 10]],
    ['where 1 is taken', [1, 10], [1, 2, 10]],
    ['where some follow without a gap', [1, 2, 3, 7], [1, 2, 3, 4, 7]],
    ['in whatever order they stand', [3, 1, 2], [1, 4, 2, 3]],
  ])('%s', (_, priorities, expected) => {
    const others = priorities.map((priority) => rule(priority));
    const shielded = withShieldRule(policy(...others));
    const { rules } = JSON.parse('text' in shielded ? shielded.text : '{}');
    expect(rules.map((it: { rulePriority: number }) => it.rulePriority)).toEqual(expected);
    expect(rules[0]).toEqual({ rulePriority: 1, ...shieldRule });
    const texts = others.map(({ rulePriority: _was, ...it }) => JSON.stringify(it));
    const { rulePriority: _is, ...first } = rules[1];
    expect(JSON.stringify(first)).toBe(texts[0]);
  });

  test('once, and what is there stays', () => {
    const shielded = withShieldRule(policy(rule(1)));
    const text = 'text' in shielded ? shielded.text : '';
    expect(withShieldRule(text)).toEqual({ text });
    expect(isShielded(text)).toBe(true);
  });

  test('again where ours is not the first any more', () => {
    const shielded = withShieldRule(policy(rule(1), { ...shieldRule, rulePriority: 2 }));
    expect(shielded).toEqual({
      text: policy({ rulePriority: 1, ...shieldRule }, { ...rule(1), rulePriority: 2 }),
    });
  });

  test.each([
    ['by a pattern', { tagPatternList: ['in-use-*'] }],
    ['by a prefix', { tagPatternList: undefined, tagPrefixList: ['in-use-'] }],
  ])('instead of the same rule of others, which is not the first: %s', (_, selection) => {
    const same = { ...rule(2, { ...never, ...selection }), description: 'theirs' };
    expect(withShieldRule(policy(rule(1), same))).toEqual({
      text: policy({ rulePriority: 1, ...shieldRule }, { ...rule(1), rulePriority: 2 }),
    });
  });

  test('and a wider rule that never fires stays', () => {
    const wider = rule(2, { ...never, tagPatternList: ['in-*'] });
    expect(withShieldRule(policy(rule(1), wider))).toEqual({
      text: policy(
        { rulePriority: 1, ...shieldRule },
        ...[
          { ...rule(1), rulePriority: 2 },
          { ...wider, rulePriority: 3 },
        ],
      ),
    });
  });

  test.each([
    ['50 rules', policy(...Array.from({ length: 50 }, (_, at) => rule(at + 1))), /50 rules/],
    ['no room', policy({ ...rule(1), description: 'x'.repeat(30_600) }), /30720 characters/],
    [
      'another rule for the same tags',
      policy(rule(1), rule(2, { tagPatternList: ['in-use-*'] })),
      /no two for the same tags/,
    ],
    [
      'another rule for the same tags, by their prefix',
      policy(rule(1, { tagPatternList: undefined, tagPrefixList: ['in-use-'] })),
      /no two for the same tags/,
    ],
    ['no rules', '{}', /cannot read/],
    ['no JSON', 'rules', /cannot read/],
  ])('but not with %s', (_, text, why) => {
    expect(withShieldRule(text)).toEqual({ impossible: expect.stringMatching(why) });
  });
});

test.each([
  ['a pattern', { ...never, tagPatternList: ['in-use-*'] }, true],
  ['a wider pattern', { ...never, tagPatternList: ['in-*'] }, true],
  ['a prefix', { ...never, tagPatternList: undefined, tagPrefixList: ['in-use-'] }, true],
  ['a pattern of one tag', { ...never, tagPatternList: ['in-use-'] }, false],
  ['a narrower pattern', { ...never, tagPatternList: ['in-use-0*'] }, false],
  ['another tag besides', { ...never, tagPatternList: ['in-use-*', 'prod*'] }, false],
  ['all tags', { ...never, tagPatternList: ['*'] }, false],
  ['a number that can be reached', { countNumber: 100, tagPatternList: ['in-use-*'] }, false],
  ['days', { ...never, countType: 'sinceImagePushed', tagPatternList: ['in-use-*'] }, false],
  ['the archive', { ...never, storageClass: 'archive', tagPatternList: ['in-use-*'] }, false],
  ['untagged images', { ...never, tagStatus: 'untagged', tagPatternList: undefined }, false],
])('a first rule with %s keeps what runs: %s', (_, selection, keeps) => {
  expect(isShielded(policy(rule(2), rule(1, selection)))).toBe(keeps);
  expect(isShielded(policy(rule(1), rule(2, selection)))).toBe(false);
});

describe('a policy of words', () => {
  const words = { expireUntaggedDays: 3, keepLast: 9 };
  const made = lifecyclePolicyText(words);
  const shielded = withShieldRule(made);
  const text = 'text' in shielded ? shielded.text : '';

  test('is recognised with the rule first', () => {
    expect(isLifecycleOfWords(text)).toBe(true);
    expect(isLifecycleOfWords(text.replace('"countNumber":9}', '"countNumber":8}'))).toBe(false);
  });

  test('keeps the rule where it replaces a policy that has it, and adds none', () => {
    const other = lifecyclePolicyText({ keepLast: 5 });
    expect(isShielded(keepingShield(text, other))).toBe(true);
    expect(keepingShield(text, made)).toBe(text);
    expect(keepingShield(made, other)).toBe(other);
    expect(keepingShield(undefined, other)).toBe(other);
  });
});
