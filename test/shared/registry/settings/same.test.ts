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
  ['other texts in a list', ['b', 'a'], ['a', 'c'], false],
  ['the order of what is no text', [{ a: 1 }, { b: 2 }], [{ b: 2 }, { a: 1 }], false],
  ['a list of one that is no text', [{ a: 1 }], { a: 1 }, false],
  ['an account and its root', root, '123456789012', true],
  ['an account of China and its root', root.replace('aws', 'aws-cn'), '123456789012', true],
  ['an account and a role of it', root.replace('root', 'role/x'), '123456789012', false],
  ['a truth and its text', { Bool: { a: false } }, { Bool: { a: 'false' } }, true],
  ['a truth and the other', { Bool: { a: false } }, { Bool: { a: 'true' } }, false],
  ['a number and its text', { a: [3600] }, { a: '3600' }, true],
  ['a text twice in a list', ['b', 'a', 'b'], ['a', 'b'], true],
  ['an account, its root, and it once', ['123456789012', root], root, true],
  ['everybody, and as a kind of principal', { Principal: '*' }, { Principal: { AWS: '*' } }, true],
  ['everybody, and an account', { Principal: '*' }, { Principal: { AWS: root } }, false],
  ['all resources, and a map', { Resource: '*' }, { Resource: { AWS: '*' } }, false],
  ['an absent key', { a: 1, b: undefined }, { a: 1 }, true],
  ['one more key', { a: 1, b: 0 }, { a: 1 }, false],
])('%s', (_, a, b, same) => {
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
