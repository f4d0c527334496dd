import { describe, expect, test } from 'vitest';
import { problemsOf } from '../problems.ts';

/** Where the problems of a file are, without their words. */
const placesOf = (file: object) =>
  problemsOf(JSON.stringify(file)).map((problem) =>
    problem.split(': ', 1)[0]?.replace(/^\d+ /, ''),
  );

const rules = (...list: object[]) =>
  placesOf({ pullThroughCache: { rules: list } }).map((place) =>
    place?.replace('pullThroughCache.', ''),
  );
const quay = { prefix: 'quay', upstream: 'quay' };
const secret = 'ecr-pullthroughcache/x';
const roleArn = 'arn:aws:iam::123456789012:role/x';

describe('cache rules', () => {
  test.each<[string, object[], string[]]>([
    ['beside each other', [quay, { ...quay, prefix: 'quay2' }], []],
    ['one within another', [quay, { ...quay, prefix: 'quay/team' }], ['rules[1].prefix']],
    ['one around another', [{ ...quay, prefix: 'quay/team' }, quay], ['rules[0].prefix']],
    ['twice the same', [quay, { ...quay, prefix: 'quay/' }], ['rules[1].prefix']],
    ['without a prefix', [{ upstream: 'quay' }, quay], ['rules[0].prefix']],
    [
      'of an unknown upstream',
      [{ ...quay, upstream: 'x', credentialMaxAgeDays: 1 }],
      ['rules[0].upstream'],
    ],
    [
      'with a credential that may be',
      [{ ...quay, credential: secret, credentialMaxAgeDays: 1 }],
      [],
    ],
    [
      'with the age of none',
      [{ ...quay, credentialMaxAgeDays: 1 }],
      ['rules[0].credentialMaxAgeDays'],
    ],
    [
      'with a role that it does not take',
      [{ ...quay, customRoleArn: roleArn }],
      ['rules[0].customRoleArn'],
    ],
    ['ROOT', [{ ...quay, prefix: 'ROOT' }], []],
    [
      'ROOT of the whole upstream',
      [{ ...quay, prefix: 'ROOT', upstreamRepositoryPrefix: 'ROOT' }],
      [],
    ],
    [
      'ROOT of a part of it',
      [{ ...quay, prefix: 'ROOT', upstreamRepositoryPrefix: 'team' }],
      ['rules[0].upstreamRepositoryPrefix'],
    ],
    ['a part of the upstream', [{ ...quay, upstreamRepositoryPrefix: 'team' }], []],
    ['with its own host', [{ ...quay, upstreamRegistryUrl: 'quay.io' }], []],
    [
      'with another host',
      [{ ...quay, upstreamRegistryUrl: 'ghcr.io' }],
      ['rules[0].upstreamRegistryUrl'],
    ],
  ])('%s', (_, list, places) => {
    expect(rules(...list)).toEqual(places);
  });

  test('of another ECR take a role, and need their host', () => {
    const ecr = { prefix: 'other', upstream: 'ecr', customRoleArn: roleArn };
    const host = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
    expect(rules({ ...ecr, upstreamRegistryUrl: host })).toEqual([]);
    expect(rules(ecr)).toEqual(['rules[0].upstreamRegistryUrl']);
  });
});

describe('cached repositories', () => {
  const repositories = (block: object) =>
    rules({ ...quay, repositories: block }).map((place) =>
      place?.replace('rules[0].repositories.', ''),
    );
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`key-${at}`, 'x']));
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1';

  test.each<[string, object, string[]]>([
    ['nothing', {}, []],
    ['50 tags', { tags: tags(50), customRoleArn: roleArn }, []],
    ['51 tags', { tags: tags(51), customRoleArn: roleArn }, ['tags']],
    ['no tags and no role', { tags: {} }, []],
    ['a long key', { tags: { ['a'.repeat(128)]: 'x' }, customRoleArn: roleArn }, []],
    [
      'KMS with a role',
      { encryption: { encryptionType: 'KMS', kmsKey: key }, customRoleArn: roleArn },
      [],
    ],
    ['KMS_DSSE without one', { encryption: { encryptionType: 'KMS_DSSE' } }, ['encryption']],
    ['AES256', { encryption: { encryptionType: 'AES256' } }, []],
    [
      'tags and KMS without a role',
      { tags: tags(1), encryption: { encryptionType: 'KMS' } },
      ['tags'],
    ],
    ['keepLast', { lifecycle: { keepLast: 3 } }, []],
    ['archiving', { lifecycle: { archiveUnpulledDays: 30 } }, []],
    ['exclusions', { mutability: 'MUTABLE', mutabilityExclusions: ['v*'] }, []],
    ['takeOver with a setting', { takeOver: true, mutability: 'MUTABLE' }, []],
    ['a replaced policy', { lifecycle: { keepLast: 3 }, replaceLifecycle: true }, []],
  ])('%s', (_, block, places) => {
    expect(repositories(block)).toEqual(places);
  });
});

describe('tags of the baseline', () => {
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`key-${at}`, 'x']));
  test.each([
    [50, []],
    [51, ['baseline[0].tags.defaults']],
  ])('%i of them', (count, places) => {
    const rule = { repositories: ['*'], tags: { defaults: tags(count) } };
    expect(placesOf({ baseline: [rule] })).toEqual(places);
  });
});

describe('an unknown key goes', () => {
  test.each([
    ['{reserved: [a]}', /reserved goes under naming/],
    ['{naming: {baseline: []}}', /baseline goes to the first column/],
    ['{naming: {tags: [{rule: a, kinds: [semver], reserved: [a]}]}}', /reserved goes under naming/],
    ['{pullThroughCache: {keepLast: 3}}', /Valid keys: [a-zA-Z, ]+$/],
  ])('%s', (text, message) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(message)]);
  });
});

test.each([
  [
    {
      account: '111122223333',
      regions: ['eu-west-1'],
      role: 'arn:aws:iam::111122223333:role/x',
      externalId: 'ab',
    },
    [],
  ],
  [
    { account: '111122223333', regions: ['eu-west-1'], externalId: 'ab' },
    ['targets[0].externalId'],
  ],
  [{ account: '111122223333', regions: ['eu-west-1', 'us-east-1'] }, []],
])('the target %j', (target, places) => {
  expect(placesOf({ targets: [target] })).toEqual(places);
});

test('a registry is named once, whichever target names it', () => {
  const target = (account: string, ...regions: string[]) => ({ account, regions });
  const [one, other] = ['111122223333', '444455556666'];
  expect(placesOf({ targets: [target(one, 'eu-west-1'), target(other, 'eu-west-1')] })).toEqual([]);
  expect(placesOf({ targets: [target(one, 'eu-west-1'), target(one, 'eu-west-1')] })).toHaveLength(
    1,
  );
});

test.each<[string, object, string[]]>([
  ['a threshold', { fail: { high: 0 } }, []],
  ['none', { fail: {} }, ['fail']],
  ['a text', { fail: 'x' }, ['fail']],
  [
    'a time to quarantine in',
    { fail: { high: 0 }, action: 'quarantine', quarantineWithin: '2h' },
    [],
  ],
  ['images in use', { fail: { high: 0 }, inUse: true }, []],
  [
    'images in use that are to be quarantined',
    { fail: { high: 0 }, inUse: true, action: 'quarantine' },
    ['inUse'],
  ],
  ['one without quarantine', { fail: { high: 0 }, quarantineWithin: '2h' }, ['quarantineWithin']],
])('a scanning rule with %s', (_, keys, places) => {
  expect(placesOf({ scanning: { rules: [{ rule: 'a', ...keys }] } })).toEqual(
    places.map((place) => `scanning.rules[0].${place}`),
  );
});

test('routes have one owner each, rules of a capability one name each', () => {
  const tag = { rule: 'a', kinds: ['semver'] };
  const repository = { rule: 'a', patterns: ['a'] };
  const scan = { rule: 'a', fail: { high: 0 } };
  expect(placesOf({ naming: { tags: [tag], repositories: [repository] } })).toEqual([]);
  expect(placesOf({ naming: { tags: [tag, tag] } })).toEqual(['naming.tags[1].rule']);
  expect(placesOf({ naming: { repositories: [repository, repository] } })).toHaveLength(1);
  expect(placesOf({ scanning: { rules: [scan, scan] } })).toEqual(['scanning.rules[1].rule']);
});
