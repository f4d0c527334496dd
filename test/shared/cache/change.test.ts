import { describe, expect, test } from 'vitest';
import { type CacheChange, hasChanges, type WholeChange } from '../../../shared/cache/change.ts';
import {
  enforcedFor,
  enforcedRuleOf,
  enforcedRules,
} from '../../../shared/cache/enforced-rules.ts';
import { cacheKinds, nameOf, wholeKinds } from '../../../shared/cache/kinds.ts';
import { replacedPolicies } from '../../../shared/cache/rules/replaced.ts';
import { inverse } from '../../../shared/changes/inverse.ts';
import { actsOf, kindOf } from '../../../shared/changes/kind.ts';
import { blockedIf, reasonOf } from '../../../shared/changes/step.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { isPlainRepository } from '../../../shared/settings/change.ts';

const change = (more: object) => ({ kind: 'rule', prefix: 'hub', ...more }) as CacheChange;
const repository = (more: object) =>
  change({ kind: 'repository', repository: 'hub/a', before: {}, ...more });

test.each<[string, string]>([
  ['rule', 'hub'],
  ['template', 'hub template'],
  ['policy', 'hub pullers'],
  ['repository', 'hub/a'],
])('a %s is named %s', (kind, name) => {
  expect(nameOf(change({ kind, repository: 'hub/a', action: 'none' }))).toBe(name);
});

test.each([
  [[], false],
  [['none', 'unmanaged'], false],
  [['none', 'create'], true],
  [['delete'], true],
])('a plan of %j changes something: %s', (actions, changes) => {
  expect(hasChanges({ changes: actions.map((action) => change({ action })) })).toBe(changes);
});

test('reasons and obstacles are there where there are any', () => {
  expect([reasonOf([]), reasonOf(['a', 'b'])]).toEqual([{}, { reason: 'a; b' }]);
  expect([blockedIf([]), blockedIf(['a', 'b'])]).toEqual([{}, { blocked: 'a; b' }]);
});

test('a repository of which nothing is to be said is counted only', () => {
  expect(isPlainRepository(repository({ action: 'none' }))).toBe(true);
  expect(isPlainRepository(repository({ action: 'none', reason: 'kept' }))).toBe(false);
  expect(isPlainRepository(repository({ action: 'update', after: {} }))).toBe(false);
  expect(isPlainRepository(change({ action: 'none' }))).toBe(false);
});

test.each<[CacheChange['kind'], CacheChange['action'], boolean]>([
  ['rule', 'create', false],
  ['rule', 'update', false],
  ['rule', 'replace', true],
  ['rule', 'delete', true],
  ['template', 'update', false],
  ['template', 'delete', true],
  ['policy', 'create', false],
  ['policy', 'update', true],
])('a %s %s can break something: %s', (kind, action, can) => {
  expect(kindOf(cacheKinds, { kind }).canBreak({ action } as CacheChange)).toBe(can);
});

describe('the actions of a change', () => {
  const rule = { capability: 'cache', name: 'hub', text: '' } as const;

  test('are none where nothing is done', () => {
    for (const action of ['none', 'unmanaged'])
      expect(actsOf(cacheKinds, change({ action }), { rule, existing: 3 })).toEqual([]);
    expect(actsOf(cacheKinds, repository({ action: 'delete' }), { rule, existing: 3 })).toEqual([]);
  });

  test.each([
    ['create', 'setting', undefined],
    ['delete', 'cache', 3],
  ])('%s is a %s, of so many', (action, kind, of) => {
    const [only] = actsOf(cacheKinds, change({ action, before: {}, after: {} }), {
      rule,
      existing: 3,
    });
    expect(only?.action).toMatchObject({ kind, rule, what: action });
    expect(only?.action.of).toBe(of);
  });
});

const rulesOf = (yml: string) => parseRegistryConfig(`pullThroughCache: {${yml}}`).pullThroughCache;
const textOf = (keys: string) => {
  const [rule] = rulesOf(`rules: [{prefix: hub, upstream: quay${keys}}]`).rules;
  return rule ? enforcedRuleOf(rule).text : undefined;
};

describe('a rule is allowed by what is dangerous of it', () => {
  const plain = textOf('');
  test.each([
    ', allowReplace: false',
    ', upstreamRepositoryPrefix: team',
    ', repositories: {tags: {a: b}, scanOnPush: true, customRoleArn: "arn:aws:iam::123456789012:role/x"}',
    ', repositories: {}',
    ', pullers: ["111122223333"]',
  ])('nothing in "%s"', (keys) => {
    expect(textOf(keys)).toBe(plain);
  });

  test('all else counts, each with its value and the prefix', () => {
    const texts = [
      '',
      ', allowReplace: true',
      ', repositories: {lifecycle: {keepLast: 3}}',
      ', repositories: {lifecycle: {keepLast: 4}}',
      ', repositories: {mutability: IMMUTABLE}',
      ', repositories: {mutability: IMMUTABLE, mutabilityExclusions: ["v*"]}',
      ', repositories: {lifecycle: {keepLast: 3}, replaceLifecycle: true}',
    ].map(textOf);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts[1]).toContain('hub');
  });

  test('prune is a rule of its own, which acts for what no other rule declares', () => {
    const names = (yml: string) => enforcedRules(rulesOf(yml)).map(({ name }) => name);
    expect(names('prune: true, rules: [{prefix: hub, upstream: quay}]')).toEqual(['hub', 'prune']);
    expect(names('rules: [{prefix: hub, upstream: quay}]')).toEqual(['hub']);
    const rules = enforcedRules(rulesOf('prune: true, rules: [{prefix: hub, upstream: quay}]'));
    expect(enforcedFor(rules, { kind: 'rule', prefix: 'hub/' }).name).toBe('hub');
    expect(enforcedFor(rules, { kind: 'rule', prefix: 'hub/a' })).toEqual(rules[1]);
  });
});

describe('the inverse', () => {
  const url = { upstreamRegistryUrl: 'quay.io' };
  const withSecret = { ...url, credentialArn: 'a' };
  const withRole = { ...url, customRoleArn: 'a' };

  test.each<[string, object, object | undefined]>([
    ['create', { action: 'create', after: url }, { action: 'delete', before: url }],
    ['delete', { action: 'delete', before: url }, { action: 'create', after: url }],
    ['none', { action: 'none', before: url }, undefined],
    ['unmanaged', { action: 'unmanaged', before: url }, undefined],
    [
      'update',
      { action: 'update', before: withSecret, after: { ...url, credentialArn: 'b' } },
      { action: 'update', before: { ...url, credentialArn: 'b' }, after: withSecret },
    ],
    [
      'update that gave a credential',
      { action: 'update', before: url, after: withSecret },
      { action: 'replace', before: withSecret, after: url },
    ],
    [
      'update that gave a role',
      { action: 'update', before: url, after: withRole },
      { action: 'replace' },
    ],
    [
      'replace',
      { action: 'replace', before: url, after: withSecret },
      { action: 'replace', after: url },
    ],
    [
      'replace of one with the same keys',
      { action: 'replace', before: url, after: url },
      { action: 'replace' },
    ],
    [
      'update of a template',
      { kind: 'template', action: 'update', before: {}, after: { customRoleArn: 'a' } },
      { kind: 'template', action: 'update' },
    ],
  ])('of %s', (_, given, expected) => {
    const found = inverse(wholeKinds, change(given) as WholeChange);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject({ prefix: 'hub', ...expected });
  });
});

test.each<[string, object, string[]]>([
  ['a policy', { before: { repositoryPolicy: 'a' }, after: { repositoryPolicy: 'b' } }, ['a']],
  ['a lifecycle', { before: { lifecyclePolicy: '{}' }, after: { lifecyclePolicy: 'b' } }, ['{}']],
  ['where there was none', { before: {}, after: { repositoryPolicy: 'b' } }, []],
  ['that stays', { before: { repositoryPolicy: 'a' }, after: { scanOnPush: true } }, []],
  [
    'of a change that is blocked',
    { before: { repositoryPolicy: 'a' }, after: { repositoryPolicy: 'b' }, blocked: 'x' },
    [],
  ],
  ['of no change', { action: 'none', before: { repositoryPolicy: 'a' } }, []],
])('what is replaced: %s', (_, more, texts) => {
  const found = replacedPolicies(repository({ action: 'update', reason: '', ...more }) as never);
  expect(found.map(({ text }) => text)).toEqual(texts);
});
