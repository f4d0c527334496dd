import { expect, test } from 'vitest';
import { differing, isSame } from '../../../../shared/registry/settings/same.ts';

const root = 'arn:aws:iam::123456789012:root';

test.each<[string, unknown, unknown, boolean]>([
  ['text', 'a', 'a', true],
  ['other text', 'a', 'b', false],
  ['nothing', undefined, undefined, true],
  ['nothing and null', undefined, null, false],
  ['white space and the order of keys', '{"a":1,"b":2}', '{ "b": 2, "a": 1 }', true],
  ['a value in a policy', '{"a":1}', '{"a":2}', false],
  ['a text that is no JSON', '{a', '{a', true],
  ['texts that are no JSON', '{a', '{b', false],
  ['a list of one and its text', '{"Action":["a"]}', '{"Action":"a"}', true],
  ['the order of texts in a list', ['b', 'a'], ['a', 'b'], true],
  ['a text twice in a list', ['a', 'b', 'a'], ['a', 'b'], true],
  ['other texts in a list', ['b', 'a'], ['a', 'c'], false],
  ['the order of what is no text', [{ a: 1 }, { b: 2 }], [{ b: 2 }, { a: 1 }], false],
  ['a list of one that is no text', [{ a: 1 }], { a: 1 }, false],
  ['an account and its root', root, '123456789012', true],
  ['an account of China and its root', root.replace('aws', 'aws-cn'), '123456789012', true],
  ['an account and a role of it', root.replace('root', 'role/x'), '123456789012', false],
  ['an account, its root, and it once', ['123456789012', root], root, true],
  ['everybody, and an account', { Principal: '*' }, { Principal: { AWS: root } }, false],
  ['all resources, and a map', { Resource: '*' }, { Resource: { AWS: '*' } }, false],
  ['an absent key', { a: 1, b: undefined }, { a: 1 }, true],
  ['one more key', { a: 1, b: 0 }, { a: 1 }, false],
])('%s', (_, a, b, same) => {
  expect(isSame(a, b)).toBe(same);
  expect(isSame(b, a)).toBe(same);
});

const first = { rulePriority: 1, selection: { tagStatus: 'untagged', countNumber: 1 } };
const second = { rulePriority: 2, selection: { tagStatus: 'any', countNumber: 2 } };

const rules = (...given: object[]) => JSON.stringify({ rules: given });

const standard = { ...second.selection, storageClass: 'standard', tagPatternList: [] };
const archived = { ...second.selection, storageClass: 'archive' };

test.each<[string, string, string, boolean]>([
  ['the order of rules', rules(second, first), rules(first, second), true],
  ['priorities', rules(first, { ...first, rulePriority: 2 }), rules(first, first), false],
  ['a default', rules({ ...second, selection: standard }), rules(second), true],
  ['the archive', rules({ ...second, selection: archived }), rules(second), false],
  ['rules that are none', '{"rules":[1,2]}', '{"rules":[2,1]}', false],
])('%s of a lifecycle policy', (_, a, b, same) => {
  expect(isSame(a, b)).toBe(same);
});

const allow = { Effect: 'Allow', Principal: '*', Action: 'ecr:*' };

const policy = (...Statement: unknown[]) => JSON.stringify({ Statement });

const given = (value: unknown) => ({
  ...allow,
  Condition: { Bool: { 'aws:ViaAWSService': value } },
});

test.each<[string, string, string, boolean]>([
  ['one without a list', JSON.stringify({ Statement: allow }), policy(allow), true],
  ['everybody', policy({ ...allow, Principal: { AWS: ['*'] } }), policy(allow), true],
  ['each service', policy({ ...allow, Principal: { Service: '*' } }), policy(allow), false],
  ['true as a text', policy(given(true)), policy(given('true')), true],
  ['a number as a text', policy(given([1, 2])), policy(given(['2', '1'])), true],
  ['false', policy(given(false)), policy(given('true')), false],
  ['null', policy(given(null)), policy(given('null')), false],
])('a statement of a repository policy: %s', (_, a, b, same) => {
  expect(isSame(a, b)).toBe(same);
  expect(isSame(b, a)).toBe(same);
});

test('what differs is named, in the order of the keys, where it can be told apart', () => {
  const before = { scan: true, tags: { a: '1' }, policy: '{"Statement":[{"Sid":"a"}]}' };
  const after = { scan: false, tags: { a: '1' }, policy: '{"Statement":[{"Sid":"b"}]}' };
  const [policy = '', ...others] = differing(before, after, ['policy', 'tags', 'scan']);
  expect(policy).toMatch(/^policy: 1 statement → 1 statement, /);
  expect(others).toEqual(['scan: true → false']);
  expect(differing(before, {}, ['scan'])).toEqual(['scan: true → none']);
});

test('nothing differs in a statement that means the same', () => {
  const keys = ['Effect', 'Principal', 'Condition'] as const;
  const other = { ...given('true'), Principal: { AWS: ['*'] } };
  expect(differing<Record<string, unknown>>(given(true), other, keys)).toEqual([]);
  expect(differing<Record<string, unknown>>(given(false), other, keys)).toHaveLength(1);
});
