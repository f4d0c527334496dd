import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { createFolder, temporaryFolder } from './support/temporary-folder.ts';

const run = promisify(execFile);

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

interface Statement {
  Sid?: string;
  Action: string | string[];
  Resource: unknown;
}

/** The template that `npm run package` would deploy, made offline and without credentials. */
let resources: Record<string, Resource>;

beforeAll(async () => {
  const { folder, remove } = await createFolder();
  await serverlessPackage(folder);
  const text = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  resources = (JSON.parse(text) as { Resources: Record<string, Resource> }).Resources;
  return remove;
}, 60_000);

function serverlessPackage(folder: string, env: Record<string, string> = {}) {
  const args = ['package', '--stage', 'prod', '--region', 'eu-west-1', '--package', folder];
  const { PATH = '' } = process.env;
  const bin = join('node_modules', 'serverless', 'bin', 'serverless.js');
  return run(process.execPath, [bin, ...args], { env: { PATH, HOME: folder, ...env } });
}

function ofType(type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

function statementsOf(role: Resource): Statement[] {
  const policies = role.Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

describe('roles', () => {
  test('each function has one of its own', () => {
    const roles = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role);
    expect(new Set(roles.map((role) => JSON.stringify(role))).size).toBe(roles.length);
    expect(ofType('AWS::IAM::Role')).toHaveLength(roles.length);
  });

  test('`*` stands as a resource only where ECR’s API has no resource level', () => {
    const open = ofType('AWS::IAM::Role')
      .flatMap(([, role]) => statementsOf(role))
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => Action);
    expect([...new Set(open)].toSorted()).toEqual([
      'ecr:CreatePullThroughCacheRule',
      'ecr:DeletePullThroughCacheRule',
      'ecr:DescribePullThroughCacheRules',
      'ecr:DescribeRegistry',
      'ecr:DescribeRepositoryCreationTemplates',
      'ecr:GetAuthorizationToken',
      'ecr:UpdatePullThroughCacheRule',
      'ecr:ValidatePullThroughCacheRule',
    ]);
  });

  test('no action is a wildcard, and nobody can read a secret', () => {
    const roles = ofType('AWS::IAM::Role').map(([, role]) => role);
    const actions = roles.flatMap(statementsOf).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(actions).not.toContain('secretsmanager:GetSecretValue');
  });
});

describe('failures', () => {
  const queue = { 'Fn::GetAtt': ['DeadLetters', 'Arn'] };

  test('every target of a rule has a dead-letter queue and a retry policy', () => {
    const rules = ofType('AWS::Events::Rule');
    expect(rules).toHaveLength(10);
    for (const [, { Properties }] of rules) {
      for (const target of Properties.Targets as object[]) {
        expect(target).toMatchObject({
          DeadLetterConfig: { Arn: queue },
          RetryPolicy: { MaximumRetryAttempts: expect.any(Number) },
        });
      }
    }
  });

  test('every function hands over what it could not do', () => {
    const functions = ofType('AWS::Lambda::Function').map(([name]) => ({ Ref: name }));
    const configs = ofType('AWS::Lambda::EventInvokeConfig').map(([, it]) => it.Properties);
    expect(configs.map(({ FunctionName }) => FunctionName)).toEqual(functions);
    for (const config of configs) {
      expect(config).toMatchObject({ DestinationConfig: { OnFailure: { Destination: queue } } });
    }
  });
});

test('the bucket, the topic and the queue are encrypted', () => {
  expect(resources.InventoryBucket?.Properties).toHaveProperty('BucketEncryption');
  expect(resources.AlertTopic?.Properties).toHaveProperty('KmsMasterKeyId');
  expect(resources.DeadLetters?.Properties).toMatchObject({ SqsManagedSseEnabled: true });
});

test('functions run on Node.js 24 on arm64', () => {
  for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  }
});

test('a registry.yml that is not right cannot be packaged', async () => {
  const folder = await temporaryFolder({ 'registry.yml': 'pullThroughCache: {prune: maybe}' });
  const file = join(folder, 'registry.yml');
  await expect(serverlessPackage(folder, { ECR_STEWARD_CONFIG: file })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('pullThroughCache.prune: is "maybe", not true or false'),
  });
});

test('cfn-lint finds no error in the template', async (context) => {
  const folder = await temporaryFolder({
    'template.json': JSON.stringify({ Resources: resources }),
  });
  const lint = run('cfn-lint', ['--non-zero-exit-code', 'error', join(folder, 'template.json')]);
  const outcome = await lint.catch((error: NodeJS.ErrnoException & { stdout: string }) => error);
  if ('code' in outcome && outcome.code === 'ENOENT') context.skip('cfn-lint is not installed');
  expect('code' in outcome ? outcome.stdout : '').toBe('');
});
