import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { problemsOf } from './problems.ts';

const told = (keys: string) =>
  problemsOf(`registry: {${keys}}`).map((it) => it.replace(/^1 registry\.?/, ''));

const right = {
  ...{ Sid: 'Copies', Effect: 'Allow', Principal: { AWS: '111122223333' } },
  ...{ Action: 'ecr:ReplicateImage', Resource: '*' },
};
const statements = (...all: object[]) => told(`policy: {statements: ${JSON.stringify(all)}}`);
const without = (key: keyof typeof right) => ({ ...right, [key]: undefined });

test('nothing is declared by default', () => {
  expect(parseRegistryConfig('').registry).toEqual({ prune: false });
});

test('what ECR takes passes', () => {
  expect(
    statements(right, {
      ...right,
      Sid: 'Other',
      NotResource: 'arn:aws:ecr:*',
      Resource: undefined,
    }),
  ).toEqual([]);
  expect(
    told(
      'scanning: {scanType: ENHANCED, rules: [{scanFrequency: CONTINUOUS_SCAN, repositories: [a*]}]}',
    ),
  ).toEqual([]);
});

describe('scanning', () => {
  const rules = (all: string, scanType = '') => told(`scanning: {${scanType}rules: [${all}]}`);

  test('continuous scans need enhanced scanning', () => {
    const all = '{scanFrequency: CONTINUOUS_SCAN, repositories: ["*"]}';
    const message = 'CONTINUOUS_SCAN needs scanType: ENHANCED, which Amazon Inspector bills';
    for (const scanType of ['', 'scanType: BASIC, ']) {
      expect(rules(all, scanType)).toEqual([
        expect.stringContaining(`scanning.rules[0].scanFrequency: ${message}`),
      ]);
    }
  });

  test('a frequency has one rule', () => {
    const one = '{scanFrequency: SCAN_ON_PUSH, repositories: [a*]}';
    expect(rules(`${one}, ${one}`)).toEqual([
      'scanning.rules[1].scanFrequency: "SCAN_ON_PUSH" is already at registry.scanning.rules[0]: add the filters to that rule',
    ]);
  });

  test.each(['team-a/**/x*y*z*', 'Team', 'a//b', ''])('%j is no filter', (filter) => {
    const one = `{scanFrequency: SCAN_ON_PUSH, repositories: [${JSON.stringify(filter)}]}`;
    expect(rules(one)).toHaveLength(1);
  });
});

describe('a prefix of replication', () => {
  const prefixed = (prefix: string) =>
    told(
      `replication: {rules: [{destinations: [{region: eu-central-1}], repositories: [${JSON.stringify(prefix)}]}]}`,
    );

  test.each(['ab', 'team-a/', 'team-a/web-', 'a_b.c--d/e__', 'a-/b', 'a/-b'])(
    '%j is one',
    (prefix) => {
      expect(prefixed(prefix)).toEqual([]);
    },
  );

  test.each(['a//b', '/team-a', 'team-a//', 'a/-b/c', 'team-a/*', 'Team', 'a', '', 'a b'])(
    '%j is none that ECR takes',
    (prefix) => {
      expect(prefixed(prefix)).toHaveLength(1);
    },
  );
});

test('an exclusion is named once', () => {
  const arn = 'arn:aws:iam::123456789012:role/scanner';
  expect(told(`pullTimeUpdateExclusions: ["${arn}", "${arn}"]`)).toEqual([
    expect.stringMatching(/^pullTimeUpdateExclusions\[1\]: ".*" is already at .*\[0\]: remove/),
  ]);
  expect(told('pullTimeUpdateExclusions: ["123456789012"]')).toEqual([
    expect.stringMatching(/^pullTimeUpdateExclusions\[0\]: .*the ARN of an IAM role or user$/),
  ]);
});

describe('a statement of the registry policy', () => {
  test('has a Sid that no other has, and that is not of pullers', () => {
    expect(statements(right, right)).toEqual([
      expect.stringContaining('policy.statements[1].Sid: "Copies" is already at'),
    ]);
    expect(statements(without('Sid'))).toHaveLength(1);
    expect(statements({ ...right, Sid: 'EcrStewardPullersQuay' })).toEqual([
      expect.stringContaining('EcrStewardPullers is for pullers of pullThroughCache'),
    ]);
  });

  test('has a Resource, a Principal and an Action', () => {
    expect(statements(without('Resource'))).toEqual([
      'policy.statements[0].Resource: is missing: add the ARNs of repositories, or "*"',
    ]);
    expect(statements({ ...right, NotResource: '*' })).toEqual([
      expect.stringContaining('NotResource: cannot be combined with Resource'),
    ]);
    expect(statements(without('Principal'))).toEqual([
      expect.stringContaining('Principal: is missing'),
    ]);
    expect(statements(without('Action'))).toEqual([expect.stringContaining('Action: is missing')]);
  });

  test('names principals, actions and elements that there are', () => {
    expect(statements({ ...right, Principal: { AWS: 'arn:aws:iam::*:role/a' } })).toEqual([
      expect.stringContaining('contains a wildcard, which AWS refuses'),
    ]);
    expect(statements({ ...right, Action: 's3:GetObject' })).toEqual([
      expect.stringContaining('"s3:GetObject" is not an action of ecr'),
    ]);
    expect(statements({ ...right, Conditions: {} })).toEqual([
      expect.stringContaining('did you mean Condition?'),
    ]);
  });

  test.each([
    ['*'],
    ['arn:aws:ecr:eu-west-1:123456789012:repository/*'],
    ['arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/a:b'],
    ['arn:*:ecr:*:*:repository/a', 'arn:aws:ecr:*', 'arn:aws:*:*:123456789012:*'],
  ])('is for %s', (...Resource) => {
    expect(statements({ ...right, Resource })).toEqual([]);
  });

  test.each([
    'arn:aws:ecr:eu-west-1:123456789012:quay.io/*',
    'arn:aws:ecr:eu-west-1:123456789012:repository/',
    'arn:aws:eu-west-1:123456789012:repository/*',
    'arn:aws:ecr:eu-west-1:repository/team-a',
    'arn:aws:s3:::bucket',
    'team-a/*',
    '',
    5,
    null,
    { a: 'b' },
  ])('is not for %j, which is no resource of ECR', (resource) => {
    for (const Resource of [resource, ['*', resource]]) {
      expect(statements({ ...right, Resource })).toEqual([
        expect.stringMatching(/Resource(\[1\])?: .*"\*", or an ARN such as arn:aws:ecr:/),
      ]);
    }
    expect(statements({ ...without('Resource'), NotResource: resource })).toHaveLength(1);
  });

  test('names a resource', () => {
    expect(statements({ ...right, Resource: [] })).toEqual([
      expect.stringContaining('Resource: names no resource'),
    ]);
  });

  test.each([null, { a: 'b' }, [null], [['a']]])('compares nothing with %j', (value) => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': value } };
    expect(statements({ ...right, Condition })).toEqual([
      expect.stringMatching(/PrincipalOrgID(\[0\])?: has to be a text, or a list of texts$/),
    ]);
  });

  test('keeps an account that YAML would read as another number', () => {
    expect(
      problemsOf(`
registry:
  policy:
    statements:
      - { Sid: A, Effect: Allow, Principal: { AWS: 012345678901 }, Action: "*", Resource: "*" }`),
    ).toEqual([expect.stringMatching(/Principal\.AWS: .*quotes/)]);
  });

  test('fits with the others into a policy', () => {
    const many = Array.from({ length: 120 }, (_, index) => ({ ...right, Sid: `S${index}` }));
    expect(statements(...many)).toEqual([
      expect.stringMatching(/^policy.statements: has \d+ characters: ECR allows 10240$/),
    ]);
  });
});

test('prune needs something to prune', () => {
  expect(told('prune: true')).toEqual([
    expect.stringContaining('prune: needs policy or pullTimeUpdateExclusions beside it'),
  ]);
  expect(told('prune: true, policy: {}')).toEqual([]);
});
