import {
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  DeletePullThroughCacheRuleCommand,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { DeleteSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { diagnoseImage, diagnoseRules } from '../../../../shared/cache/doctor/diagnose.ts';
import {
  declaring,
  type Healthy,
  healthy,
  image,
  putRule,
  repositoryName,
  roleArn,
  ruleStepOf,
  startUnlikeAws,
  stepOf,
  verdicts,
} from './practice.ts';

const deleteRule = ({ ecr }: Healthy, ecrRepositoryPrefix: string) =>
  ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));

const deleteSecret = ({ secretsManager, secretArn }: Healthy) =>
  secretsManager.send(
    new DeleteSecretCommand({ SecretId: secretArn, ForceDeleteWithoutRecovery: true }),
  );

const template = (started: Healthy, input: object) =>
  started.ecr.send(
    new CreateRepositoryCreationTemplateCommand({
      prefix: 'docker.io',
      appliedFor: ['PULL_THROUGH_CACHE'],
      ...input,
    }),
  );

test('all of a healthy rule is looked at without an image, and told as it goes', async () => {
  const { practice } = await healthy();
  const told: string[] = [];
  const diagnoses = await diagnoseRules(practice, (prefix) => told.push(prefix));
  expect(diagnoses.map(({ checks }) => verdicts(checks))).toEqual([
    { rule: 'ok', credential: 'ok', validation: 'ok', permission: 'unknown', repository: 'ok' },
    {
      rule: 'ok',
      credential: 'skipped',
      validation: 'skipped',
      permission: 'unknown',
      repository: 'ok',
    },
  ]);
  expect(told).toEqual(['docker.io', 'quay.io']);
});

describe('the rule of an image', () => {
  test('is that of the longest prefix, and else ROOT', async () => {
    const started = await healthy();
    await putRule(started, 'ROOT', 'public.ecr.aws');
    await putRule(started, 'docker.io/library', 'quay.io');
    const found = async (text: string) => (await stepOf(started.practice, 'rule', text)).found;
    expect(await found(image)).toBe('docker.io/library ← quay.io');
    expect(await found('docker.io/bitnami/redis')).toBe('docker.io ← registry-1.docker.io');
    expect(await found('team/redis')).toBe('ROOT ← public.ecr.aws');
  });

  test.each([
    ['as declared', {}, false],
    ['with another secret than the declared one', {}, false],
    ['of another part of the upstream', { upstreamRepositoryPrefix: 'team' }, true],
  ])('%s', async (_, more, isWarned) => {
    const started = await healthy();
    await deleteRule(started, 'quay.io');
    await putRule(started, 'quay.io/', 'quay.io', more);
    const step = await stepOf(started.practice, 'rule', 'quay.io/a/b');
    expect(step).toMatchObject({ verdict: 'ok', lookedAt: [expect.any(String), 'registry.yml'] });
    expect('warnings' in step).toBe(isWarned);
  });

  test('that is not declared is no drift', async () => {
    const { practice } = await healthy();
    const step = await stepOf({ ...practice, declared: declaring() }, 'rule');
    expect(step.verdict).toBe('ok');
    expect(step).not.toHaveProperty('warnings');
  });

  test.each([
    ['{prefix: k8s/, upstream: k8s}', 'k8s/pause', 'npx ecr-steward apply'],
    ['{prefix: ROOT, upstream: k8s}', 'pause', 'npx ecr-steward apply'],
    ['{prefix: k8s, upstream: k8s}', 'k8s-pause', expect.stringContaining('docker.io, quay.io')],
  ])('%s is not there for %s', async (rule, text, remedy) => {
    const { practice } = await healthy();
    const step = await stepOf({ ...practice, declared: declaring(rule) }, 'rule', text);
    expect(step).toMatchObject({ verdict: 'broken', remedy });
  });

  test('is not there, and no other: that is said', async () => {
    const started = await healthy();
    await deleteRule(started, 'docker.io');
    await deleteRule(started, 'quay.io');
    const step = await stepOf({ ...started.practice, declared: declaring() }, 'rule');
    expect(step).toMatchObject({ remedy: expect.stringContaining('there is none') });
  });

  test('is none where the repository is one that is pushed to: nothing of a cache is asked', async () => {
    const { practice, ecr } = await healthy();
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team/app' }));
    expect(verdicts(await diagnoseImage(practice, 'team/app:1'))).toMatchObject({
      rule: 'skipped',
      credential: 'skipped',
      validation: 'skipped',
      permission: 'skipped',
      repository: 'ok',
      path: 'skipped',
      manifest: 'ok',
    });
  });

  test('is not known where rules may not be read, and none where they are not to be had', async () => {
    const { practice, aws } = await healthy({}, undefined, startUnlikeAws());
    const operations = ['ecr:DescribePullThroughCacheRules'];
    aws.faults.set([{ operations, error: 'AccessDeniedException' }]);
    expect((await stepOf(practice, 'rule')).verdict).toBe('unknown');
    aws.faults.set([{ operations, error: 'UnsupportedOperationException' }]);
    expect((await stepOf(practice, 'rule')).verdict).toBe('broken');
  });
});

test('what cannot be looked at is told once, and the steps that need it refer to that one', async () => {
  const { practice, aws } = await healthy();
  aws.faults.set([
    { operations: ['ecr:DescribePullThroughCacheRules'], error: 'AccessDeniedException' },
  ]);
  const checks = await diagnoseImage(practice, image);
  const unknown = checks.filter(({ verdict }) => verdict === 'unknown');
  expect(unknown.filter(({ found }) => /access denied/.test(found))).toHaveLength(1);
  expect(unknown.slice(1).every(({ found }) => found.endsWith('rule'))).toBe(true);
});

describe('the login upstream', () => {
  test('is broken with a secret that is not there, and set for a rule that is declared', async () => {
    const started = await healthy();
    await deleteSecret(started);
    expect(await ruleStepOf(started.practice, 'credential')).toMatchObject({
      verdict: 'broken',
      remedy: 'npx ecr-steward credential set docker.io, then npx ecr-steward apply',
    });
  });

  test.each([
    ['not at all', []],
    ['without a credential', ['{prefix: docker.io, upstream: quay}']],
    [
      'under another prefix',
      ['{prefix: other, upstream: docker-hub, credential: ecr-pullthroughcache/hub}'],
    ],
  ])('of a rule that is declared %s is mended with the AWS CLI', async (_, rules) => {
    const started = await healthy();
    await deleteSecret(started);
    const practice = { ...started.practice, declared: declaring(...rules) };
    expect(await stepOf(practice, 'credential')).toMatchObject({
      verdict: 'broken',
      remedy: expect.stringContaining('--ecr-repository-prefix docker.io '),
    });
  });

  test.each([
    ['declared', undefined, /^npx ecr-steward credential set docker\.io$/],
    ['not declared', declaring(), /put-secret-value --secret-id ecr-pullthroughcache\/hub /],
  ])('that ECR finds dead in a rule that is %s', async (_, declared, remedy) => {
    const { practice, secretsManager, secretArn } = await healthy();
    const dead = { SecretId: secretArn, SecretString: 'a-bare-token' };
    await secretsManager.send(new PutSecretValueCommand(dead));
    expect(
      await stepOf(declared ? { ...practice, declared } : practice, 'validation'),
    ).toMatchObject({ verdict: 'broken', remedy: expect.stringMatching(remedy) });
  });

  test.each([
    ['secretsmanager:DescribeSecret', 'credential'],
    ['ecr:ValidatePullThroughCacheRule', 'validation'],
  ])('is not known without %s', async (operation, name) => {
    const { practice, aws } = await healthy();
    aws.faults.set([{ operations: [operation], error: 'AccessDeniedException' }]);
    expect(await stepOf(practice, name)).toMatchObject({ verdict: 'unknown', failed: true });
  });

  test('says how old the secret is, and what of it is due', async () => {
    const { practice } = await healthy();
    const step = await stepOf(practice, 'credential');
    expect(step).toMatchObject({ found: 'ecr-pullthroughcache/hub, last changed 0 days ago' });
    expect(step).not.toHaveProperty('warnings');
  });

  test('of a role is not looked at, and its validation tells', async () => {
    const started = await healthy();
    const customRoleArn = roleArn;
    await putRule(started, 'other', '210987654321.dkr.ecr.us-east-1.amazonaws.com', {
      customRoleArn,
    });
    const steps = await diagnoseImage(started.practice, 'other/a:1');
    expect(steps.find(({ name }) => name === 'credential')).toMatchObject({
      verdict: 'unknown',
      found: expect.stringMatching(/--role-name creator$/),
    });
    expect(verdicts(steps).validation).not.toBe('skipped');
  });
});

describe('the repository', () => {
  test.each([
    ['that is there', 'MUTABLE', false],
    ['that is there, immutable', 'IMMUTABLE', true],
  ] as const)('%s', async (_, imageTagMutability, isWarned) => {
    const { practice, ecr } = await healthy();
    await ecr.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability }));
    const step = await stepOf(practice, 'repository');
    expect(step.verdict).toBe('ok');
    expect('warnings' in step).toBe(isWarned);
    expect(step.lookedAt).toHaveLength(1);
  });

  test('that is pushed to may be immutable', async () => {
    const { practice, ecr } = await healthy();
    const input = { repositoryName: 'team/app', imageTagMutability: 'IMMUTABLE' } as const;
    await ecr.send(new CreateRepositoryCommand(input));
    expect(await stepOf(practice, 'repository', 'team/app')).not.toHaveProperty('warnings');
  });

  test.each<[string, object, string]>([
    ['a plain template', {}, 'ok'],
    ['one with tags and no role', { resourceTags: [{ Key: 'a', Value: 'b' }] }, 'broken'],
    ['one with a role, which is not looked at', { customRoleArn: roleArn }, 'unknown'],
    [
      'one that is not for the cache',
      { appliedFor: ['REPLICATION'], resourceTags: [{ Key: 'a', Value: 'b' }] },
      'ok',
    ],
  ])('is created by %s', async (_, input, verdict) => {
    const started = await healthy();
    await template(started, input);
    expect((await stepOf(started.practice, 'repository')).verdict).toBe(verdict);
    expect((await ruleStepOf(started.practice, 'repository')).verdict).toBe(verdict);
    if (verdict === 'broken') return;
    const found = async () => (await stepOf(started.practice, 'repository')).found;
    expect(await found()).toMatch(/^docker\.io\/library\/redis: the first pull creates it, /);
    const ofRule = (await ruleStepOf(started.practice, 'repository')).found;
    expect(ofRule).toMatch(/^new repositories: the first pull creates it, /);
  });

  test('is created by the template of the longest prefix', async () => {
    const started = await healthy();
    await template(started, { prefix: 'ROOT', resourceTags: [{ Key: 'a', Value: 'b' }] });
    expect((await stepOf(started.practice, 'repository')).found).toMatch(/ROOT sets tags/);
    await template(started, {});
    await template(started, { prefix: 'docker.io/library' });
    const found = async (text: string) =>
      (await stepOf(started.practice, 'repository', text)).found;
    expect(await found(image)).toMatch(/template docker\.io\/library$/);
    expect(await found('docker.io/a/b')).toMatch(/template docker\.io$/);
  });

  test('is not known where it may not be looked up', async () => {
    const { practice, aws } = await healthy();
    aws.faults.set([{ operations: ['ecr:DescribeRepositories'], error: 'AccessDeniedException' }]);
    expect((await stepOf(practice, 'repository')).verdict).toBe('unknown');
  });
});

describe('the permission', () => {
  const statement = {
    Sid: 'Pulls',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:role/node' },
    Action: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
  };
  const policyText = (more: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...more }] });
  const Resource = 'arn:aws:ecr:eu-west-1:123456789012:repository/docker.io/*';

  test('is granted by the policy of the registry, for a rule as for an image', async () => {
    const { practice, ecr } = await healthy();
    await ecr.send(new PutRegistryPolicyCommand({ policyText: policyText({ Resource }) }));
    expect((await stepOf(practice, 'permission')).verdict).toBe('ok');
    expect(await ruleStepOf(practice, 'permission')).toMatchObject({
      verdict: 'ok',
      lookedAt: ['ecr:GetRegistryPolicy'],
    });
  });

  test('is denied by the policy of the repository', async () => {
    const { practice, ecr } = await healthy();
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    const denied = policyText({ Effect: 'Deny', Principal: '*' });
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText: denied }));
    expect((await stepOf(practice, 'permission')).verdict).toBe('broken');
    expect((await ruleStepOf(practice, 'permission')).verdict).toBe('unknown');
  });

  test('is not known for ROOT where only other prefixes are granted', async () => {
    const started = await healthy();
    await putRule(started, 'ROOT', 'public.ecr.aws');
    const declared = declaring('{prefix: ROOT, upstream: ecr-public}');
    const step = await ruleStepOf({ ...started.practice, declared }, 'permission');
    expect(step).toMatchObject({ verdict: 'unknown', lookedAt: ['ecr:GetRegistryPolicy'] });
    expect(step).not.toHaveProperty('failed');
  });

  test.each(['ecr:GetRegistryPolicy', 'ecr:GetRepositoryPolicy'])(
    'is not known without %s',
    async (operation) => {
      const { practice, aws } = await healthy();
      aws.faults.set([{ operations: [operation], error: 'AccessDeniedException' }]);
      expect(await stepOf(practice, 'permission')).toMatchObject({
        verdict: 'unknown',
        failed: true,
      });
    },
  );
});

test.each([
  ['docker.io/redis:7', 'broken'],
  ['docker.io/library/redis:7', 'ok'],
  ['quay.io/redis:7', 'ok'],
])('the path of %s is %s', async (text, verdict) => {
  const { practice } = await healthy();
  expect((await stepOf(practice, 'path', text)).verdict).toBe(verdict);
});
