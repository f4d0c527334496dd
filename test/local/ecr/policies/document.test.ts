import {
  CreateRepositoryCreationTemplateCommand,
  PutAccountSettingCommand,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
  UpdateRepositoryCreationTemplateCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRepository, repositoryName } from '../../images.ts';
import { refusal, startTestAws } from '../../start.ts';

const pull = { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' };
const textOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const refused = (owner: string) =>
  `Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid ${owner} policy provided'`;

const principals = [
  '*',
  { AWS: '*' },
  { AWS: '111122223333' },
  { AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:user/a/b.c@d'] },
  { AWS: 'arn:aws-cn:iam::111122223333:role/service-role/x' },
  { AWS: 'arn:aws-us-gov:sts::111122223333:assumed-role/x/session' },
  { AWS: 'AROAEXAMPLEID1234567' },
  { Service: ['codebuild.amazonaws.com', 'lambda.amazonaws.com'] },
  { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
];

const noPrincipals: readonly unknown[] = [
  'zzz',
  '111122223333',
  {},
  [],
  null,
  { AWS: [] },
  { AWS: 'zzz' },
  { AWS: '1111222233' },
  { AWS: 111122223333 },
  { AWS: 'arn:aws:iam::111122223333:*' },
  { AWS: 'arn:aws:iam::111122223333:user/*' },
  { AWS: 'arn:aws:iam::111122223333:group/all' },
  { AWS: 'arn:aws:iam::1111222233:root' },
  { AWS: 'arn:aws:iam::111122223333' },
  { AWS: 'arn:aws:s3:::bucket' },
  { Service: 'codebuild' },
  { constructor: 'x' },
  { Account: '111122223333' },
];

const good: [what: string, statement: object][] = [
  ['a Sid with a blank', { ...pull, Sid: 'new statement' }],
  ['a denial', { ...pull, Effect: 'Deny' }],
  ['all actions', { ...pull, Action: ['*', 'ecr:*', 'ECR:Get*', 'ecr:Batch?etImage'] }],
  ['all actions but one', { Effect: 'Deny', Principal: '*', NotAction: 'ecr:DescribeImages' }],
  [
    'all principals but one',
    { Effect: 'Deny', NotPrincipal: { AWS: '111122223333' }, Action: '*' },
  ],
  [
    'conditions',
    {
      ...pull,
      Condition: {
        StringEquals: { 'aws:PrincipalOrgID': ['o-1', 'o-2'] },
        'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalOrgPaths': 'o-1/*' },
        Bool: { 'aws:SecureTransport': false },
        NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
      },
    },
  ],
  ...principals.map((it): [string, object] => [JSON.stringify(it), { ...pull, Principal: it }]),
];

const bad: [what: string, statement: object][] = [
  ['no Effect', { Principal: '*', Action: 'ecr:*' }],
  ['an Effect in small letters', { ...pull, Effect: 'allow' }],
  ['no Principal', { Effect: 'Allow', Action: 'ecr:*' }],
  ['both principals', { ...pull, NotPrincipal: '*' }],
  ['no Action', { Effect: 'Allow', Principal: '*' }],
  ['no action', { ...pull, Action: [] }],
  ['both actions', { ...pull, NotAction: 'ecr:*' }],
  ['an action of another service', { ...pull, Action: ['ecr:BatchGetImage', 's3:GetObject'] }],
  ['an action of ECR Public', { ...pull, Action: 'ecr-public:*' }],
  ['an action without a service', { ...pull, Action: 'BatchGetImage' }],
  ['an unknown element', { ...pull, Colour: 'blue' }],
  ['an element in small letters', { ...pull, principal: '*' }],
  ['an unknown condition', { ...pull, Condition: { Equals: { 'aws:SourceIp': 'x' } } }],
  ['a condition that is no object', { ...pull, Condition: 'x' }],
  ['a condition on nothing', { ...pull, Condition: { StringEquals: 'x' } }],
  ...noPrincipals.map((it): [string, object] => [JSON.stringify(it), { ...pull, Principal: it }]),
];

const texts = [
  'no JSON',
  '[]',
  'null',
  '{}',
  '{"Statement":[]}',
  '{"Statement":["x"]}',
  JSON.stringify({ Version: '2012-10-18', Statement: pull }),
  JSON.stringify({ Statement: pull, statement: pull }),
];

describe('a repository policy', () => {
  async function setting() {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    return (policyText: string) =>
      ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  }

  test('can be of any form that AWS takes', async () => {
    const set = await setting();
    for (const [what, statement] of good) {
      const policyText = textOf(pull, statement);
      expect([what, (await set(policyText)).policyText]).toEqual([what, policyText]);
    }
    await set(JSON.stringify({ Version: '2008-10-17', Id: 'x', Statement: pull }));
  });

  test('is refused in every other form', async () => {
    const set = await setting();
    const withResource: typeof bad = [
      ['a resource', { ...pull, Resource: '*' }],
      ['all resources but one', { ...pull, NotResource: '*' }],
    ];
    for (const [what, statement] of [...bad, ...withResource]) {
      const { name, message } = await refusal(set(textOf(pull, statement)));
      expect([what, name, message]).toEqual([
        what,
        'InvalidParameterException',
        refused('repository'),
      ]);
    }
    for (const text of texts) {
      expect([text, (await refusal(set(text))).message]).toEqual([text, refused('repository')]);
    }
  });

  test('is checked in a repository creation template, too', async () => {
    const { ecr } = await startTestAws();
    const repositoryPolicy = textOf({ ...pull, Resource: '*' });
    const appliedFor = ['CREATE_ON_PUSH' as const];
    const create = (text: string) =>
      ecr.send(
        new CreateRepositoryCreationTemplateCommand({
          prefix: 'a',
          appliedFor,
          repositoryPolicy: text,
        }),
      );
    expect((await refusal(create(repositoryPolicy))).message).toBe(refused('repository'));
    await create(textOf(pull));
    const update = new UpdateRepositoryCreationTemplateCommand({ prefix: 'a', repositoryPolicy });
    expect((await refusal(ecr.send(update))).message).toBe(refused('repository'));
  });
});

describe('a registry policy', () => {
  async function putting() {
    const { ecr } = await startTestAws();
    const put = (policyText: string) => ecr.send(new PutRegistryPolicyCommand({ policyText }));
    return { ecr, put };
  }
  const Resource = 'arn:aws:ecr:eu-west-1:123456789012:repository/*';

  test('names resources', async () => {
    const { put } = await putting();
    for (const [what, statement] of good) {
      const policyText = textOf({ ...statement, Resource });
      expect([what, (await put(policyText)).policyText]).toEqual([what, policyText]);
    }
    // ECR accepts an ARN that lacks a part, and grants nothing by it (aws/containers-roadmap#2675).
    await put(textOf({ ...pull, Resource: ['arn:aws:eu-west-1:123456789012:repository/*', '*'] }));
    await put(textOf({ ...pull, NotResource: Resource }));
  });

  test('is refused without them, and in every form that a repository’s is', async () => {
    const { put } = await putting();
    const more: typeof bad = [
      ['no resource', pull],
      ['an empty list', { ...pull, Resource: [] }],
      ['no ARN', { ...pull, Resource: 'repository/*' }],
      ['both', { ...pull, Resource, NotResource: Resource }],
    ];
    const statements = [...bad.map(([what, it]) => [what, { ...it, Resource }] as const), ...more];
    for (const [what, statement] of statements) {
      const { message } = await refusal(put(textOf(statement)));
      expect([what, message]).toEqual([what, refused('registry')]);
    }
  });

  test('of the old scope is for imports and copies only', async () => {
    const { ecr, put } = await putting();
    await ecr.send(new PutAccountSettingCommand({ name: 'REGISTRY_POLICY_SCOPE', value: 'V1' }));
    const Action = ['ecr:ReplicateImage', 'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'];
    await put(textOf({ ...pull, Action, Resource }));
    const wide = textOf({ ...pull, Action: [...Action, 'ecr:DescribeRepositories'], Resource });
    expect((await refusal(put(wide))).message).toBe(refused('registry'));
    await ecr.send(new PutAccountSettingCommand({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' }));
    await put(wide);
  });
});
