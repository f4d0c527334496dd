import { describe, expect, test } from 'vitest';
import { planPolicy } from '../../../../shared/cache/policy/plan.ts';
import {
  isOurSid,
  prefixOfStatement,
  pullersStatement,
  sidOf,
} from '../../../../shared/cache/policy/pullers.ts';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { itemSpans, memberSpan, tokensOf } from '../../../../shared/registry/policy/json-spans.ts';
import {
  parsePolicy,
  replacingStatement,
  withoutStatement,
  withStatement,
} from '../../../../shared/registry/policy/text.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const china = { registryId: '123456789012', region: 'cn-north-1' };

test.each([
  ['quay.io', 'arn:aws:ecr:eu-west-1:123456789012:repository/quay.io/*'],
  ['quay.io/', 'arn:aws:ecr:eu-west-1:123456789012:repository/quay.io/*'],
  ['ROOT', 'arn:aws:ecr:eu-west-1:123456789012:repository/*'],
])('pullers of %s are let to %s', (prefix, Resource) => {
  const statement = pullersStatement(registry, prefix, ['111122223333']);
  expect(statement).toMatchObject({ Resource });
  expect(prefixOfStatement(statement)).toBe(prefix.replace(/\/$/, ''));
});

test.each([
  ['111122223333', china, 'arn:aws-cn:iam::111122223333:root'],
  ['arn:aws:iam::111122223333:role/x', china, 'arn:aws:iam::111122223333:role/x'],
])('the puller %s in %j is %s', (puller, where, principal) => {
  expect(pullersStatement(where, 'hub', [puller])).toMatchObject({
    Principal: { AWS: [principal] },
  });
});

test.each([
  [undefined, 'EcrStewardPullersX'],
  [['arn:aws:ecr:eu-west-1:123456789012:repository/a/*'], 'EcrStewardPullersX'],
  ['*', 'EcrStewardPullersX'],
  ['arn:aws:ecr:eu-west-1:123456789012:repository/', 'EcrStewardPullersX'],
  ['arn:aws:ecr:eu-west-1:123456789012:repository/a/b', 'a/b'],
])('a statement that was edited to %j is named %s', (Resource, name) => {
  expect(prefixOfStatement({ Sid: 'EcrStewardPullersX', Resource })).toBe(name);
});

test.each([
  ['EcrStewardPullersQuay', true],
  ['ecrstewardpullers', false],
  ['MyEcrStewardPullers', false],
  [undefined, false],
  [7, false],
])('the Sid %j is ours: %s', (sid, is) => {
  expect(isOurSid(sid)).toBe(is);
});

describe('the plan', () => {
  const statement = (prefix: string) => pullersStatement(registry, prefix, ['111122223333']);
  const plan = (file: string, statements?: object[]) =>
    planPolicy(parseRegistryConfig(`pullThroughCache: {${file}}`).pullThroughCache, {
      rules: [],
      credentials: new Map(),
      policy: { registry, text: statements && JSON.stringify({ Statement: statements }) },
    });
  const rule = (pullers: string) => `rules: [{prefix: quay.io, upstream: quay${pullers}}]`;
  const one = rule(', pullers: ["111122223333"]');

  test.each<[string, string, object[] | undefined, object[]]>([
    ['no policy, nobody declared', rule(''), undefined, []],
    ['no policy', one, undefined, [{ action: 'create', prefix: 'quay.io' }]],
    ['a policy without ours', one, [{ Sid: 'x' }, {}], [{ action: 'create' }]],
    ['ours as declared', one, [statement('quay.io')], [{ action: 'none' }]],
    [
      'ours otherwise',
      one,
      [{ ...statement('quay.io'), Effect: 'Deny' }],
      [{ action: 'update', reason: expect.stringContaining('Effect') }],
    ],
    ['ours, emptied', rule(', pullers: []'), [statement('quay.io')], [{ action: 'delete' }]],
    ['none of ours, emptied', rule(', pullers: []'), [{ Sid: 'x' }], []],
    ['ours, not declared', rule(''), [statement('quay.io')], [{ action: 'unmanaged' }]],
    [
      'ours, not declared, with prune',
      `prune: true, ${rule('')}`,
      [statement('quay.io'), { Sid: 'x' }],
      [{ action: 'delete', prefix: 'quay.io' }],
    ],
    [
      'ours for another prefix',
      one,
      [statement('hub'), statement('quay.io')],
      [
        { action: 'none', prefix: 'quay.io' },
        { action: 'unmanaged', prefix: 'hub' },
      ],
    ],
  ])('%s', (_, file, statements, changes) => {
    expect(plan(file, statements)).toMatchObject(changes);
    expect(plan(file, statements)).toHaveLength(changes.length);
  });

  test('of ROOT warns, whether it changes or not', () => {
    const root = 'rules: [{prefix: ROOT, upstream: quay, pullers: ["111122223333"]}]';
    for (const statements of [undefined, [statement('ROOT')]]) {
      expect(plan(root, statements)[0]?.reason).toContain('ROOT');
    }
    expect(plan(one)[0]).not.toHaveProperty('reason');
  });

  test('is none where the policy was not read', () => {
    const { pullThroughCache } = parseRegistryConfig(`pullThroughCache: {${one}}`);
    expect(planPolicy(pullThroughCache, { rules: [], credentials: new Map() })).toEqual([]);
  });
});

describe('the text of a policy', () => {
  test('without statements takes one', () => {
    const policy = parsePolicy('{"Statement": [ ], "Version": "v"}');
    expect(withStatement(policy, { a: 1 })).toBe('{"Statement": [{"a":1}], "Version": "v"}');
    expect(withoutStatement(policy, 0)).toBeUndefined();
  });

  test('stays where there is no such statement', () => {
    const text = '{"Statement":[{"a":1},{"b":2}]}';
    expect(withoutStatement(parsePolicy(text), 2)).toBe(text);
    expect(replacingStatement(parsePolicy(text), 2, {})).toBe(text);
  });

  test('has a member once: the last one counts', () => {
    const tokens = tokensOf('{"a":{"Statement":[1]},"Statement":[2],"Statement":[3,{"x":[4]}]}');
    const span = memberSpan(tokens, 'Statement');
    expect(span && itemSpans(tokens, span.first)).toEqual([
      { start: 52, end: 53 },
      { start: 54, end: 63 },
    ]);
    expect(memberSpan(tokens, 'x')).toBeUndefined();
    expect(memberSpan(tokensOf('{}'), 'a')).toBeUndefined();
  });
});

test('a Sid tells prefixes apart that have the same letters', () => {
  expect(sidOf('docker.io')).not.toBe(sidOf('docker-io'));
});
