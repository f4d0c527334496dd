import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { idleBill, totalOf } from '../docs/generate/facts/idle-cost.ts';
import { packageService } from '../local/stack/template/packaged.ts';
import { declareStack } from '../local/stack/template/resources.ts';
import { dashboard } from '../resources/dashboard.ts';
import { measuresOf } from '../shared/inventory/publish/metrics.ts';
import { actionCounts } from '../shared/naming/enforce.ts';
import {
  coreTemplateIn,
  lint,
  type Resource,
  serverlessPackage,
  stackParametersIn,
  type Template,
  templateIn,
} from './support/packaging.ts';
import { summaryOf } from './support/summary.ts';
import { createFolder, temporaryFolder } from './support/temporary-folder.ts';

const run = promisify(execFile);

interface Statement {
  Sid?: string;
  Action: string | string[];
  Resource: unknown;
}

interface Printed extends Template {
  extensions: Record<string, Pick<Resource, 'Properties'>>;
}

interface Widget {
  properties: { metrics: unknown[] };
}

/** The template that `npm run package` would deploy, made offline and without credentials. */
let resources: Template['Resources'];
let template: Template;

let plain: string;

beforeAll(async () => {
  const { folder, remove } = await createFolder();
  plain = folder;
  await serverlessPackage(folder);
  template = templateIn(folder);
  resources = template.Resources;
  return remove;
});

/** The service as the framework reads it, with the registry.yml of a folder: nothing is bundled. */
async function serverlessPrint(folder: string, more: string[]) {
  const args = ['print', '--format', 'json', '--stage', 'prod', '--region', 'eu-west-1', ...more];
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: folder, ECR_STEWARD_CONFIG: join(folder, 'registry.yml') };
  const bin = join('node_modules', 'serverless', 'bin', 'serverless.js');
  const maxBuffer = 16 * 1024 * 1024;
  const { stdout } = await run(process.execPath, [bin, ...args], { env, maxBuffer });
  const { functions, resources: given } = JSON.parse(stdout) as {
    functions: Record<string, object>;
    resources: Printed;
  };
  return { functions, ...given };
}

function ofType(type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

function statementsOf(role: Resource): Statement[] {
  const policies = role.Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** All statements for roles, with the roles that have them: their own, and those of policies with a condition. */
function allStatements(): (Statement & { roles: string[] })[] {
  const own = ofType('AWS::IAM::Role').flatMap(([name, role]) =>
    statementsOf(role).map((it) => ({ ...it, roles: [name] })),
  );
  const policies = [...ofType('AWS::IAM::RolePolicy'), ...ofType('AWS::IAM::ManagedPolicy')];
  const attached = policies.flatMap(([, { Properties }]) => {
    const { Statement } = Properties.PolicyDocument as { Statement: Statement[] };
    const roles = [Properties.RoleName ?? Properties.Roles].flat() as { Ref: string }[];
    return Statement.map((it) => ({ ...it, roles: roles.map(({ Ref }) => Ref) }));
  });
  return [...own, ...attached];
}

test('the local AWS runs this template, made without the code', async () => {
  const place = { region: 'eu-west-1', accountId: '123456789012', endpoint: 'http://127.0.0.1' };
  const service = await packageService({ directory: '.', stage: 'prod', ...place });
  const packaged = { Resources: resources, Conditions: template.Conditions };
  expect(withoutCode(service.template)).toMatchObject(withoutCode(packaged));
  expect(Object.keys(Object(service.template.Resources))).toHaveLength(
    Object.keys(resources).length,
  );
  const stack = declareStack({ ...service, name: `${service.name}-prod` }, place);
  expect(Object.keys(stack.outputs)).toContain('DeadLettersUrl');
});

/** What depends on the code: where it lies, its hash, and the version's logical id, which has a hash, too. */
function withoutCode(template: object): object {
  const text = JSON.stringify(template)
    .replaceAll(/"S3Key":"[^"]*"/g, '"S3Key":""')
    .replaceAll(/"CodeSha256":"[^"]*"/g, '"CodeSha256":""')
    .replaceAll(/(LambdaVersion)\w{20,}/g, '$1');
  return JSON.parse(text) as object;
}

describe('roles', () => {
  test('each function has one of its own', () => {
    const roles = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role);
    expect(new Set(roles.map((role) => JSON.stringify(role))).size).toBe(roles.length);
    expect(ofType('AWS::IAM::Role')).toHaveLength(roles.length);
  });

  test('`*` stands as a resource only where an API has no resource level', () => {
    const open = allStatements()
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => Action);
    expect([...new Set(open)].toSorted()).toEqual([
      'apprunner:ListServices',
      'batch:DescribeJobDefinitions',
      'ecr:CreatePullThroughCacheRule',
      'ecr:CreatePullTimeUpdateExclusion',
      'ecr:CreateRepositoryCreationTemplate',
      'ecr:DeletePullThroughCacheRule',
      'ecr:DeletePullTimeUpdateExclusion',
      'ecr:DeleteRegistryPolicy',
      'ecr:DeleteRepositoryCreationTemplate',
      'ecr:DeleteSigningConfiguration',
      'ecr:DeregisterPullTimeUpdateExclusion',
      'ecr:DescribePullThroughCacheRules',
      'ecr:DescribeRegistry',
      'ecr:DescribeReplicationBackfillResults',
      'ecr:DescribeRepositoryCreationTemplates',
      'ecr:GetAccountSetting',
      'ecr:GetAuthorizationToken',
      'ecr:GetRegistryPolicy',
      'ecr:GetRegistryScanningConfiguration',
      'ecr:GetSigningConfiguration',
      'ecr:ListPullTimeUpdateExclusions',
      'ecr:ListReplicationBackfills',
      'ecr:PutAccountSetting',
      'ecr:PutRegistryPolicy',
      'ecr:PutRegistryScanningConfiguration',
      'ecr:PutReplicationConfiguration',
      'ecr:PutSigningConfiguration',
      'ecr:RegisterPullTimeUpdateExclusion',
      'ecr:StartReplicationBackfill',
      'ecr:UpdatePullThroughCacheRule',
      'ecr:UpdateRepositoryCreationTemplate',
      'ecr:ValidatePullThroughCacheRule',
      'ecs:DescribeTaskDefinition',
      'ecs:ListClusters',
      'ecs:ListServices',
      'ecs:ListTaskDefinitionFamilies',
      'ecs:ListTaskDefinitions',
      'ecs:ListTasks',
      'inspector2:BatchGetAccountStatus',
      'inspector2:Disable',
      'inspector2:Enable',
      'inspector2:GetClustersForImage',
      'inspector2:ListAccountPermissions',
      'inspector2:ListCoverage',
      'inspector2:ListFindings',
      'lambda:ListFunctions',
      'sagemaker:ListEndpoints',
      'sagemaker:ListInferenceComponents',
      'sagemaker:ListProcessingJobs',
      'sagemaker:ListTrainingJobs',
    ]);
  });

  test('only functions that quarantine and the walk may delete an image, only the walk a repository', () => {
    const rolesWith = (pattern: RegExp) => {
      const found = allStatements().filter(({ Action }) =>
        [Action].flat().some((it) => pattern.test(it)),
      );
      return [...new Set(found.flatMap(({ roles }) => roles))].sort();
    };
    expect(rolesWith(/^ecr:BatchDelete/)).toEqual(['DueRole', 'PushRole', 'ScanRole', 'WalkRole']);
    expect(rolesWith(/^ecr:DeleteRepository$/)).toEqual(['WalkRole']);
  });

  test('every policy besides those of the roles depends on a parameter', () => {
    const policies = [...ofType('AWS::IAM::RolePolicy'), ...ofType('AWS::IAM::ManagedPolicy')];
    const conditions = policies.map(([, policy]) => Reflect.get(policy, 'Condition'));
    expect(policies.length).toBeGreaterThan(20);
    expect(conditions.filter((it) => !(it in template.Conditions))).toEqual([]);
  });

  test('no action is a wildcard', () => {
    const actions = allStatements().flatMap(({ Action }) => Action);
    // As KMS documents it for topics.
    const wild = actions.filter((it) => it.includes('*') && it !== 'kms:GenerateDataKey*');
    expect(wild).toEqual([]);
  });

  test('only the credential function can read a secret, only one of the cache, only if asked for', () => {
    const reading = allStatements().filter(({ Action }) =>
      [Action].flat().includes('secretsmanager:GetSecretValue'),
    );
    const secrets = { 'Fn::Sub': expect.stringMatching(/:secret:ecr-pullthroughcache\/\*$/) };
    expect(reading).toMatchObject([{ roles: ['CredentialRole'], Resource: secrets }]);
    expect(resources.CredentialReading).toHaveProperty('Condition', 'ReadsSecrets');
    expect(resources.CredentialLambdaFunction?.Properties.Role).toEqual({
      'Fn::GetAtt': ['CredentialRole', 'Arn'],
    });
  });
});

test('tables and bucket stay when the stack is removed, under names that a new stack finds', () => {
  const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const named = (name: string) => ({
    ...kept,
    Properties: { TableName: { 'Fn::Sub': `\${AWS::StackName}-${name}` } },
  });
  expect(resources.Ledger).toMatchObject(named('ledger'));
  expect(resources.Tags).toMatchObject(named('tags'));
  expect(resources.InventoryBucket).toMatchObject(kept);
  expect(resources.InventoryBucketPolicy).toMatchObject(kept);
});

test('bucket, queue and topic refuse what does not come over TLS', () => {
  const deny = (Action: string) => ({
    ...{ Effect: 'Deny', Principal: '*', Action },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
  const statements = (name: string) => {
    const document = resources[name]?.Properties.PolicyDocument as { Statement: object[] };
    return document.Statement;
  };
  expect(statements('InventoryBucketPolicy')).toMatchObject([deny('s3:*')]);
  expect(statements('DeadLettersPolicy')).toMatchObject([{ Effect: 'Allow' }, deny('sqs:*')]);
  expect(statements('AlertTopicPolicy')).toMatchObject([{ Effect: 'Allow' }, deny('sns:Publish')]);
});

describe('failures', () => {
  const queue = { 'Fn::GetAtt': ['DeadLetters', 'Arn'] };

  test('every target of a rule has a dead-letter queue and a retry policy', () => {
    const rules = ofType('AWS::Events::Rule');
    expect(rules).not.toEqual([]);
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
    const durable = ofType('AWS::Lambda::Function').filter(([, { Properties }]) => {
      return Properties.DurableConfig !== undefined;
    });
    // Lambda refuses destinations for them, and takes a dead-letter queue.
    for (const [, { Properties }] of durable) {
      expect(Properties).toMatchObject({ DeadLetterConfig: { TargetArn: queue } });
    }
    const others = ofType('AWS::Lambda::Function').filter(([, { Properties }]) => {
      return Properties.DurableConfig === undefined;
    });
    const configs = ofType('AWS::Lambda::EventInvokeConfig').map(([, it]) => it.Properties);
    expect(configs.map(({ FunctionName }) => FunctionName)).toEqual(
      others.map(([name]) => ({ Ref: name })),
    );
    for (const config of configs) {
      expect(config).toMatchObject({ DestinationConfig: { OnFailure: { Destination: queue } } });
    }
  });
});

test('the bucket and the queue are encrypted', () => {
  expect(resources.InventoryBucket?.Properties).toHaveProperty('BucketEncryption');
  // SNS encrypts on its disks by itself: a key of one's own is asked for by --param alert-key=true.
  expect(resources.DeadLetters?.Properties).toMatchObject({ SqsManagedSseEnabled: true });
});

test('no concurrency is reserved: accounts that have 10 or 50 in all could not deploy', () => {
  for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  }
});

describe('monitoring', () => {
  const keys = () =>
    ofType('AWS::Lambda::Function').map(([, { Properties }]) =>
      String(Properties.FunctionName).replace('ecr-steward-prod-', ''),
    );

  test('no ARN is of one partition only', () => {
    expect(JSON.stringify(resources)).not.toMatch(/arn:aws:/);
  });

  test('few alarms, on what somebody has to act on', () => {
    expect(ofType('AWS::CloudWatch::Alarm').map(([name]) => name)).toEqual([
      'DeadLettersAlarm',
      'NotRunningAlarm',
      'AlarmsUnsentAlarm',
    ]);
  });

  test('alarms become alerts: CloudWatch itself publishes only that they cannot be sent, and no end', () => {
    const published = ofType('AWS::CloudWatch::Alarm').filter(([, { Properties }]) =>
      ['AlarmActions', 'OKActions', 'InsufficientDataActions'].some((it) => it in Properties),
    );
    expect(published.map(([name]) => name)).toEqual(['AlarmsUnsentAlarm']);
    expect(published[0]?.[1].Properties).toMatchObject({ AlarmActions: [{ Ref: 'AlertTopic' }] });
    expect(published[0]?.[1].Properties).not.toHaveProperty('OKActions');
  });

  test('the rule of the function alarm names all other alarms, as they are named', () => {
    const rules = ofType('AWS::Events::Rule').map(([, { Properties }]) => Properties);
    const [rule] = rules.filter((it) => JSON.stringify(it).includes('CloudWatch Alarm State'));
    const named = JSON.stringify(rule?.EventPattern);
    for (const [name, { Properties }] of ofType('AWS::CloudWatch::Alarm')) {
      const isNamed = named.includes(JSON.stringify(Properties.AlarmName));
      expect(isNamed, name).toBe(name !== 'AlarmsUnsentAlarm');
    }
  });

  test('one attempt that fails, and is retried, starts no alarm', () => {
    const { Properties } = resources.AlarmsUnsentAlarm ?? {};
    expect(Properties).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(JSON.stringify(resources.DeadLettersAlarm)).toContain('AWS/SQS');
  });

  test('an idle stack costs at most two dollars a month', () => {
    const memory = Math.max(
      ...ofType('AWS::Lambda::Function').map(([, it]) => Number(it.Properties.MemorySize)),
    );
    const runs = schedules().map((schedule) => ({ schedule, memory }));
    const bill = idleBill({ template: { Resources: resources }, runs, nightlyMetrics: 8 });
    expect(runs).toHaveLength(7);
    expect(bill[0]).toMatchObject({ what: 'CloudWatch alarms', dollars: 0.4 });
    expect(totalOf(bill)).toBeLessThanOrEqual(2);
  });

  test('the dashboard has every function, the queue and all metrics of the inventory', () => {
    const { Properties } = dashboard(keys()) as Resource;
    const body = Properties.DashboardBody as { 'Fn::Sub': string };
    const { widgets } = JSON.parse(body['Fn::Sub']) as { widgets: Widget[] };
    const shown = widgets.flatMap(({ properties }) => properties.metrics);
    for (const key of keys()) {
      for (const metric of ['Errors', 'Throttles', 'Duration', 'AsyncEventAge']) {
        const name = `\${AWS::StackName}-${key}`;
        expect(shown).toContainEqual(['AWS/Lambda', metric, 'FunctionName', name, { label: key }]);
      }
    }
    const searched = JSON.stringify(shown);
    expect(searched).toContain('{EcrSteward,service}');
    expect(searched).toContain('ApproximateNumberOfMessagesVisible');
    for (const name of Object.keys(actionCounts({}))) {
      expect(searched).toContain(`{EcrSteward,service} MetricName=\\"${name}\\"`);
    }
    const [registry] = measuresOf(summaryOf([]), []);
    for (const name of Object.keys(registry?.measures ?? {})) {
      expect(searched).toContain(`{EcrSteward,account,region} MetricName=\\"${name}\\"`);
    }
  });
});

/** Every schedule, a spread one as in serverless.yml. */
function schedules(): string[] {
  return ofType('AWS::Events::Rule')
    .map(([, { Properties }]) => JSON.stringify(Properties.ScheduleExpression ?? ''))
    .map((text) => /(?:cron|rate)\([^)]+\)/.exec(text)?.[0].replace(/\$\{Minute\}/, '0') ?? '')
    .filter((text) => text !== '');
}

test('every nightly schedule has a minute that account and region decide', () => {
  const expressions = ofType('AWS::Events::Rule').flatMap(
    ([, { Properties }]) => Properties.ScheduleExpression ?? [],
  );
  const fixed = expressions.filter((it) => typeof it === 'string');
  expect(new Set(fixed)).toEqual(new Set(['rate(1 hour)', 'rate(6 hours)']));
  expect(expressions.length - fixed.length).toBe(5);
  const nightly = ['registry', 'walk', 'validate', 'credential', 'warm'];
  for (const name of nightly.map((it) => `${it}-rule-1`)) {
    const rule = `Ecrstewardprod${name.replaceAll('-', '')}EventBridgeRule`;
    expect(resources[rule]?.Properties).toMatchObject({
      Name: `ecr-steward-prod-${name}`,
      ScheduleExpression: {
        'Fn::Sub': [expect.stringMatching(/^cron\(\$\{Minute\} \d \* \* \? \*\)$/), {}],
      },
    });
  }
});

describe('what costs money each month', () => {
  test('is left out by default', () => {
    expect(ofType('AWS::KMS::Key')).toEqual([]);
    expect(ofType('AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(resources).not.toHaveProperty('AlertKeyUse');
  });

  test('is there where it is asked for', async () => {
    const folder = await temporaryFolder({ 'registry.yml': 'naming: {}' });
    const asked = ['--param', 'dashboard=true', '--param', 'alert-key=true'];
    const { Resources, extensions } = await serverlessPrint(folder, asked);
    expect(Resources.Dashboard?.Type).toBe('AWS::CloudWatch::Dashboard');
    expect(Resources.AlertKey?.Type).toBe('AWS::KMS::Key');
    expect(extensions.AlertTopic?.Properties).toEqual({
      KmsMasterKeyId: { 'Fn::GetAtt': ['AlertKey', 'Arn'] },
    });
    const publishing = ofType('AWS::IAM::Role')
      .filter(([, role]) => JSON.stringify(role).includes('sns:Publish'))
      .map(([Ref]) => ({ Ref }));
    expect(publishing.length).toBeGreaterThan(10);
    expect(Resources.AlertKeyUse?.Properties.Roles).toEqual(publishing);
  });

  test('is refused where it is neither asked for nor not', async () => {
    const folder = await temporaryFolder({ 'registry.yml': 'naming: {}' });
    const printed = serverlessPrint(folder, ['--param', 'dashboard=yes']);
    const { stdout, stderr } = (await printed.then(String, (error: Failed) => error)) as Failed;
    expect(stdout + stderr).toContain('--param dashboard: is "yes", not true or false');
    expect(stdout + stderr).not.toMatch(/\n +at /);
  });
});

test('functions run on Node.js 24 on arm64', () => {
  for (const [, { Properties }] of ofType('AWS::Lambda::Function')) {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  }
});

test('concurrency is reserved where it is asked for, for what a burst starts', async () => {
  const folder = await temporaryFolder({ 'registry.yml': 'naming: {}' });
  const asked = await serverlessPrint(folder, ['--param', 'burst-concurrency=5']);
  const reserving = { reservedConcurrency: 5 };
  expect(asked.functions.push).toMatchObject(reserving);
  expect(asked.functions['pull-failure']).toMatchObject(reserving);
  // It would run into itself: a nightly run reads each target in an execution of its own.
  expect(asked.functions.inventory).not.toMatchObject(reserving);
  expect(resources.PushLambdaFunction?.Properties).not.toHaveProperty(
    'ReservedConcurrentExecutions',
  );
});

test('another registry.yml changes values of parameters, and nothing of the template', async () => {
  const { folder, remove } = await createFolder();
  const env = { ECR_STEWARD_CONFIG: 'docs/generate/everything.yml' };
  await serverlessPackage(folder, env);
  const other = templateIn(folder);
  // The code is the same: only the folder in the bucket has the time of the packaging.
  const timeless = (made: Template) =>
    JSON.stringify(made).replaceAll(/\d{13}-[\dT:.-]+Z(?=\/[\w-]+\.zip)/g, 'TIME');
  expect(timeless(other).match(/TIME/g)).toHaveLength(17);
  expect(timeless(other) === timeless(template)).toBe(true);
  const codeIn = (in_: string) => readFileSync(join(in_, 'push.zip'));
  expect(codeIn(folder).equals(codeIn(plain))).toBe(true);
  const [own, others] = [stackParametersIn(plain), stackParametersIn(folder)];
  expect(own.Naming).toBe('enforce');
  expect(own.Scanning).toBe('off');
  expect(others).toMatchObject({ Naming: 'enforce', Scanning: 'enforce', SecretReading: 'on' });
  await remove();
});

test('the stack that the framework creates first, for its bucket, declares the parameters', () => {
  expect(coreTemplateIn(plain).Parameters).toEqual(template.Parameters);
});

interface Failed {
  code: number;
  stdout: string;
  stderr: string;
}

test('cfn-lint finds no error in the template', async (context) => {
  const errors = await lint(template, 'eu-west-1');
  if (errors === undefined) context.skip('cfn-lint is not installed');
  expect(errors).toBe('');
});
