import { describe, expect, test } from 'vitest';
import {
  daysBetween,
  isManagedKey,
  placeProblems,
  problemsOf,
} from '../../../../shared/cache/credentials/problems.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const arn = (region: string, account: string, name: string) =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;

describe('where a secret is', () => {
  test.each([
    ['a name', 'ecr-pullthroughcache/hub', 0],
    ['an ARN of this registry', arn('eu-west-1', '123456789012', 'ecr-pullthroughcache/hub-A'), 0],
    ['another region', arn('us-east-1', '123456789012', 'ecr-pullthroughcache/hub-A'), 1],
    ['another account', arn('eu-west-1', '999999999999', 'ecr-pullthroughcache/hub-A'), 1],
    ['both', arn('us-east-1', '999999999999', 'ecr-pullthroughcache/hub-A'), 2],
    ['another name', 'hub', 1],
    ['another name and region', arn('us-east-1', '123456789012', 'hub-A'), 2],
    [
      'a name that ends as it should begin',
      arn('eu-west-1', '123456789012', 'a/ecr-pullthroughcache/x'),
      1,
    ],
  ])('%s', (_, secret, count) => {
    expect(placeProblems(secret, { registry })).toHaveLength(count);
  });

  test('without a registry only the name is looked at', () => {
    const elsewhere = arn('us-east-1', '999999999999', 'ecr-pullthroughcache/hub-A');
    expect(placeProblems(elsewhere)).toEqual([]);
    expect(placeProblems(arn('us-east-1', '999999999999', 'hub-A'))).toHaveLength(1);
  });

  test('a secret elsewhere is set again under the rule that it is for', () => {
    const secret = arn('us-east-1', '123456789012', 'ecr-pullthroughcache/hub-A');
    const [problem] = placeProblems(secret, { registry, prefix: 'docker.io' });
    expect(problem?.remedy).toBe(
      'npx ecr-steward credential set docker.io, then npx ecr-steward apply',
    );
  });
});

const now = new Date('2026-04-11T12:00:00Z');
const described = {
  $metadata: {},
  Name: 'ecr-pullthroughcache/hub',
  VersionIdsToStages: { one: ['AWSPREVIOUS'], two: ['AWSPENDING', 'AWSCURRENT'] },
  LastChangedDate: new Date('2026-01-11T12:00:00Z'),
};

describe('what a description shows', () => {
  test.each<[string, object, object, string[]]>([
    ['nothing', {}, {}, []],
    ['a deletion', { DeletedDate: now }, {}, ['unusable']],
    ['no version', { VersionIdsToStages: undefined }, {}, ['unusable']],
    ['no current version', { VersionIdsToStages: { one: ['AWSPREVIOUS'] } }, {}, ['unusable']],
    ['an age as allowed', {}, { maxAgeDays: 90 }, []],
    ['an age that is over', {}, { maxAgeDays: 89 }, ['due']],
    [
      'an age that is over, of a secret changed just now',
      { LastChangedDate: now },
      { maxAgeDays: 0 },
      [],
    ],
    ['no date', { LastChangedDate: undefined }, { maxAgeDays: 1 }, []],
    ['a rotation to come', { RotationEnabled: true, NextRotationDate: now }, {}, []],
    [
      'a rotation that was to be',
      { RotationEnabled: true, NextRotationDate: new Date('2026-04-10') },
      {},
      ['due'],
    ],
    [
      'a rotation that was switched off',
      { RotationEnabled: false, NextRotationDate: new Date('2026-04-10') },
      {},
      [],
    ],
    [
      'a key without an account, of which nothing is known',
      { KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
      {},
      ['doubt'],
    ],
  ])('%s', (_, secret, expected, kinds) => {
    const problems = problemsOf({ ...described, ...secret }, { now, ...expected });
    expect(problems.map(({ kind }) => kind)).toEqual(kinds);
    for (const { what, remedy, text } of problems) {
      expect(text).toBe(remedy === undefined ? what : `${what}: ${remedy}`);
    }
  });

  test('the age counts to now where no time is named', () => {
    expect(problemsOf(described, { maxAgeDays: 1 })).toMatchObject([{ kind: 'due' }]);
  });
});

test.each([
  [undefined, true],
  ['', true],
  ['alias/aws/secretsmanager', true],
  ['arn:aws:kms:eu-west-1:123456789012:alias/aws/secretsmanager', true],
  ['alias/ours', false],
  ['x/alias/aws/secretsmanager', false],
])('the key %s is certainly the managed one: %s', (key, is) => {
  expect(isManagedKey(key)).toBe(is);
});

test('days are whole ones', () => {
  const from = new Date('2026-04-01T12:00:00Z');
  expect(daysBetween(from, new Date('2026-04-02T11:59:59Z'))).toBe(0);
  expect(daysBetween(from, new Date('2026-04-02T12:00:00Z'))).toBe(1);
});
