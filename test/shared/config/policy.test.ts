import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { problemsOf } from './problems.ts';

const right = { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' };

function fileOf(policy: object): string {
  const rule = { prefix: 'quay.io', upstream: 'quay', repositories: { policy } };
  return JSON.stringify({ pullThroughCache: { rules: [rule] } });
}

const told = (policy: object) =>
  problemsOf(fileOf(policy)).map((it) =>
    it.replace(/^1 pullThroughCache.rules\[0\].repositories.policy\.?/, ''),
  );
const statement = (keys: object) => told({ Statement: [{ ...right, ...keys }] });
const aws = (AWS: unknown) => statement({ Principal: { AWS } });

test.each([
  '*',
  '123456789012',
  'arn:aws:iam::123456789012:root',
  'arn:aws-cn:iam::123456789012:root',
  'arn:aws-us-gov:iam::123456789012:user/path/to/ci',
  'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_x',
  'arn:aws:sts::123456789012:assumed-role/build/i-0abc',
  'arn:aws:sts::123456789012:federated-user/bob',
  'AROAEXAMPLEID1234567',
])('%s may be a principal, alone and in a list', (principal) => {
  expect([aws(principal), aws([principal, '*'])]).toEqual([[], []]);
});

test.each([[''], [{ a: 'b' }], [['*', {}]]])('%j is no principal: it has to be a text', (value) => {
  expect(aws(value)).toEqual([expect.stringMatching(/: has to be a text$/)]);
});

test.each([
  'zzz',
  '1234',
  '1234567890123',
  'arn:aws:iam::1234:root',
  'arn:aws:iam::123456789012:*',
  'arn:aws:iam::123456789012:role/*',
  'arn:aws:iam::*:root',
  'arn:aws:iam::123456789012:group/devs',
  'arn:aws:iam::123456789012:role/',
  'arn:aws:iam:eu-west-1:123456789012:root',
  'arn:aws:s3:::bucket',
  'lambda.amazonaws.com',
  '',
])('%s is no principal', (principal) => {
  expect(aws([principal])).toEqual([
    expect.stringMatching(/^Statement\[0\]\.Principal\.AWS\[0\]: /),
  ]);
});

test.each([
  [{ Resource: '*' }, /Statement\[0\]\.Resource: a repository policy has no Resource/],
  [{ NotResource: ['a'] }, /NotResource: a repository policy has no Resource/],
  [{ Principal: undefined }, /Principal: is missing/],
  [{ Principal: '123456789012' }, /Principal: has to be "\*", or a map/],
  [{ Principal: {} }, /Principal: names nobody/],
  [{ Principal: { AWS: [] } }, /Principal.AWS: names nobody/],
  [{ Principal: { Account: '123456789012' } }, /Account: is not a kind of principal/],
  [{ Principal: { Service: 'lambda' } }, /"lambda" is not a service/],
  [{ NotPrincipal: '*' }, /NotPrincipal: cannot be combined with Principal/],
  [{ Action: undefined }, /Action: is missing/],
  [{ Action: [] }, /Action: names no action/],
  [
    { Action: ['ecr:ListImages', 's3:GetObject'] },
    /Action\[1\]: "s3:GetObject" is not an action of ecr/,
  ],
  [{ Action: 'BatchGetImage' }, /not an action of ecr: ecr:BatchGetImage\?/],
  [{ Action: 'ecr:' }, /not an action of ecr/],
  [{ NotAction: 'ecr:x' }, /NotAction: cannot be combined with Action/],
  [{ Effect: 'allow' }, /Effect: "allow" is not valid: Allow or Deny; did you mean Allow\?/],
  [{ Actions: 'ecr:*' }, /Actions: is not an element .*; did you mean Action\?/],
  [{ Condition: 'x' }, /Condition: has to be a map/],
  [{ Condition: { StringEquals: 'x' } }, /StringEquals: has to be a map/],
  [
    { Condition: { 'ForAnyValue:StringEqual': { 'aws:x': 'y' } } },
    /is not an operator of a condition: did you mean ForAnyValue:StringEquals\?/,
  ],
  [
    { Condition: { 'aws:PrincipalOrgID': 'o-1' } },
    /is not an operator .*use one such as StringEquals/,
  ],
])('%j is refused', (keys, problem) => {
  expect(statement(keys)).toEqual([expect.stringMatching(problem)]);
});

test.each([
  [{ Action: '*' }],
  [{ Action: 'ecr:*' }],
  [{ Action: 'ECR:Batch*' }],
  [{ Action: undefined, NotAction: ['ecr:DeleteRepository'] }],
  [{ Principal: undefined, NotPrincipal: { AWS: '123456789012' } }],
  [{ Principal: { Service: ['lambda.amazonaws.com', 'codebuild.amazonaws.com'], AWS: '*' } }],
  [{ Principal: { Federated: 'accounts.google.com' } }],
  [{ Sid: 'new statement' }],
  [
    {
      Condition: { stringequalsIfExists: { 'aws:x': 'y' }, NumericLessThanEquals: { 'aws:y': 1 } },
    },
  ],
  [{ Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-1/*'] } } }],
])('%j is taken', (keys) => {
  expect(statement(keys)).toEqual([]);
});

test('one statement needs no list, and other elements of the policy are told', () => {
  const { pullThroughCache } = parseRegistryConfig(fileOf({ Id: 'x', Statement: right }));
  expect(pullThroughCache.rules[0]?.repositories?.policy).toEqual({
    ...{ Id: 'x', Version: '2012-10-17', Statement: [right] },
  });
  expect(told({ Statement: { ...right, Resource: '*' } })).toEqual([
    expect.stringMatching(/^Statement\.Resource: /),
  ]);
  expect(told({ Statements: [right] })).toContainEqual(
    expect.stringMatching(/^Statements: .*did you mean Statement\?/),
  );
});

test('a policy that is longer than ECR takes is refused', () => {
  const Action = Array.from({ length: 700 }, (_, at) => `ecr:Action${at}`);
  expect(statement({ Action })).toEqual([
    expect.stringMatching(/has 1\d{4} characters: ECR allows 10240/),
  ]);
});
