import pMap from 'p-map';
import { beforeAll, describe, expect, test } from 'vitest';
import { knownParameters } from '../../resources/company/known-parameters.ts';
import { type Json, referencesIn } from '../../resources/company/references.ts';
import {
  lint,
  type Resource,
  serverlessPackage,
  stackTagsIn,
  type Template,
  templateIn,
} from '../support/packaging.ts';
import { createFolder } from '../support/temporary-folder.ts';

const boundary = 'arn:aws-cn:iam::111122223333:policy/boundary';
const key = 'arn:aws-cn:kms:cn-north-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666';

/** A stack as it is packaged with parameters: `none`, all that change what is there, and those that leave out. */
const stacks = {
  none: { region: 'eu-west-1', given: {} },
  all: {
    region: 'cn-north-1',
    given: {
      'permissions-boundary': boundary,
      'role-path': '/platform/ecr/',
      'role-prefix': 'acme-',
      tags: 'team=platform, cost-centre=a=b',
      'kms-key': key,
      'log-retention': '365',
      'vpc-subnets': 'subnet-0a1b2c3d,subnet-4e5f6a7b',
      'vpc-security-groups': 'sg-0a1b2c3d',
      'point-in-time-recovery': 'true',
      'deployment-bucket': 'our-deployments',
      'burst-concurrency': '5',
      dashboard: 'true',
      'alert-key': 'true',
    },
  },
  existing: {
    region: 'us-gov-west-1',
    given: {
      'existing-tables': 'true',
      'existing-inventory-bucket': 'left-by-the-old-stack',
      without: 'catalog',
    },
  },
  less: {
    region: 'eu-west-1',
    given: { without: 'walk', 'point-in-time-recovery': 'false', 'pull-time-exclusions': 'false' },
  },
} as const;

type Name = keyof typeof stacks;
const names = Object.keys(stacks) as Name[];
const templates = {} as Record<Name, Template>;
let tags: ReturnType<typeof stackTagsIn>;

/** All that only some configurations need, so that each part of the template is there. */
const registry = 'docs/generate/everything.yml';

beforeAll(async () => {
  const one = async (name: Name) => {
    const { region, given } = stacks[name];
    const { folder, remove } = await createFolder();
    const params = Object.entries(given).flatMap(([it, value]) => ['--param', `${it}=${value}`]);
    const env = { ECR_STEWARD_CONFIG: registry };
    await serverlessPackage(folder, env, ['--region', region, ...params]);
    templates[name] = templateIn(folder);
    if (name === 'all') tags = stackTagsIn(folder);
    await remove();
  };
  await pMap(names, one, { concurrency: 2 });
});

function ofType(name: Name, type: string): [string, Resource][] {
  return Object.entries(templates[name].Resources).filter(([, it]) => it.Type === type);
}

function propertiesOf(name: Name, type: string): Resource['Properties'][] {
  const found = ofType(name, type).map(([, { Properties }]) => Properties);
  expect(found).not.toEqual([]);
  return found;
}

test('these tests use each parameter', () => {
  const used = names.flatMap((name) => Object.keys(stacks[name].given));
  expect([...new Set(used)].sort()).toEqual(knownParameters());
});

describe.each(names)('the template of %s', (name) => {
  test('refers only to what is in it', () => {
    const { Resources, Outputs, Conditions, Parameters } = templates[name];
    const references = referencesIn({ Resources, Outputs, Conditions } as unknown as Json);
    const known = { ...Resources, ...Parameters };
    const unknown = references.filter((it) => !it.startsWith('AWS') && !known[it]);
    expect(unknown).toEqual([]);
    const needed = Object.values(Resources).flatMap((it) => [Reflect.get(it, 'DependsOn')].flat(2));
    expect(needed.filter((it) => it !== undefined && !Resources[it])).toEqual([]);
  });

  test('has no ARN of one partition, but those of parameters of the packaging', () => {
    const { Parameters: _, ...rest } = templates[name];
    const arns = JSON.stringify(rest).match(/arn:aws[\w-]*:[^"]*/g) ?? [];
    const given = Object.values(stacks[name].given).join(' ');
    expect(arns.filter((arn) => !given.includes(arn))).toEqual([]);
  });

  test('has inline policies that IAM takes: 10,240 characters for each role', () => {
    const separate = ofType(name, 'AWS::IAM::RolePolicy').map(([, it]) => it.Properties);
    for (const [id, role] of ofType(name, 'AWS::IAM::Role')) {
      const own = separate.filter(({ RoleName }) => (RoleName as { Ref: string }).Ref === id);
      const policies = [...(role.Properties.Policies as Resource['Properties'][]), ...own];
      const text = policies.map(({ PolicyDocument }) => JSON.stringify(PolicyDocument)).join('');
      // Longer than what IAM gets: the functions of CloudFormation are still in it.
      expect(text.length, id).toBeLessThan(10_240);
    }
  });

  test('attaches as many managed policies to a role as IAM takes by default: ten', () => {
    const shared = ofType(name, 'AWS::IAM::ManagedPolicy').map(([, it]) => it.Properties);
    for (const [id, role] of ofType(name, 'AWS::IAM::Role')) {
      const ofStack = shared.filter(({ Roles }) =>
        (Roles as { Ref: string }[]).some(({ Ref }) => Ref === id),
      );
      const ofAws = (role.Properties.ManagedPolicyArns ?? []) as unknown[];
      expect(ofStack.length + ofAws.length, id).toBeLessThanOrEqual(10);
    }
  });

  test('passes cfn-lint', async (context) => {
    const errors = await lint(templates[name], stacks[name].region);
    if (errors === undefined) context.skip('cfn-lint is not installed');
    expect(errors).toBe('');
  });
});

describe('all roles have', () => {
  test('the boundary, the path, and a name of the stack and its region', () => {
    for (const [id, { Properties }] of ofType('all', 'AWS::IAM::Role')) {
      expect(Properties).toMatchObject({
        PermissionsBoundary: boundary,
        Path: '/platform/ecr/',
        RoleName: `acme-ecr-steward-prod-cn-north-1-${id.replace(/Role$/, '')}`,
      });
    }
    for (const properties of propertiesOf('all', 'AWS::IAM::ManagedPolicy')) {
      expect(properties).toMatchObject({
        Path: '/platform/ecr/',
        ManagedPolicyName: expect.stringMatching(/^acme-ecr-steward-prod-cn-north-1-/),
      });
    }
  });

  test('none of it by default', () => {
    for (const properties of propertiesOf('none', 'AWS::IAM::Role')) {
      expect(Object.keys(properties)).toEqual(['AssumeRolePolicyDocument', 'Policies']);
    }
  });
});

test('the stack has the tags, which CloudFormation gives to its resources', () => {
  expect(tags).toEqual({ team: 'platform', 'cost-centre': 'a=b' });
});

describe('a key of the company', () => {
  test('encrypts what is kept, and the stack has none of its own', () => {
    expect(ofType('none', 'AWS::KMS::Key').length).toBeLessThanOrEqual(1);
    expect(ofType('all', 'AWS::KMS::Key')).toEqual([]);
    const logs = propertiesOf('all', 'AWS::Logs::LogGroup');
    expect(logs).toEqual(logs.map((it) => ({ ...it, KmsKeyId: key, RetentionInDays: 365 })));
    for (const table of propertiesOf('all', 'AWS::DynamoDB::Table')) {
      const SSESpecification = { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key };
      expect(table).toMatchObject({ SSESpecification });
    }
    expect(propertiesOf('all', 'AWS::SNS::Topic')).toEqual([{ KmsMasterKeyId: key }]);
    const [queue] = propertiesOf('all', 'AWS::SQS::Queue');
    expect(queue).toMatchObject({ KmsMasterKeyId: key });
    expect(queue).not.toHaveProperty('SqsManagedSseEnabled');
    expect(JSON.stringify(propertiesOf('all', 'AWS::S3::Bucket'))).toContain(key);
    expect(JSON.stringify(propertiesOf('all', 'AWS::S3::Bucket'))).not.toContain('AES256');
    expect(JSON.stringify(propertiesOf('all', 'AWS::Athena::WorkGroup'))).toContain(key);
  });

  test('may be used by each role, for this key only', () => {
    for (const { Policies } of propertiesOf('all', 'AWS::IAM::Role')) {
      expect(Policies).toContainEqual({
        PolicyName: 'use-key',
        PolicyDocument: expect.objectContaining({
          Statement: [expect.objectContaining({ Effect: 'Allow', Resource: key })],
        }),
      });
    }
  });
});

describe('a VPC', () => {
  test('is that of each function', () => {
    for (const properties of propertiesOf('all', 'AWS::Lambda::Function')) {
      expect(properties).toHaveProperty('VpcConfig', {
        SubnetIds: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'],
        SecurityGroupIds: ['sg-0a1b2c3d'],
      });
    }
    for (const properties of propertiesOf('none', 'AWS::Lambda::Function')) {
      expect(properties).not.toHaveProperty('VpcConfig');
    }
  });

  test('has interfaces that Lambda may make by each role, and no function', () => {
    for (const { Policies } of propertiesOf('all', 'AWS::IAM::Role')) {
      expect(Policies).toContainEqual({
        PolicyName: 'network',
        PolicyDocument: expect.objectContaining({
          Statement: [
            expect.objectContaining({ Effect: 'Allow' }),
            expect.objectContaining({
              Effect: 'Deny',
              Condition: { ArnLike: { 'lambda:SourceFunctionArn': expect.anything() } },
            }),
          ],
        }),
      });
    }
  });
});

test('point-in-time recovery is that of the ledger, of all tables, or of none', () => {
  const recovered = (name: Name) =>
    Object.fromEntries(
      ofType(name, 'AWS::DynamoDB::Table').map(([id, { Properties }]) => [
        id,
        Properties.PointInTimeRecoverySpecification,
      ]),
    );
  const [on, off] = [true, false].map((it) => ({ PointInTimeRecoveryEnabled: it }));
  expect(recovered('none')).toEqual({ Ledger: on, Tags: undefined });
  expect(recovered('all')).toEqual({ Ledger: on, Tags: on });
  expect(recovered('less')).toEqual({ Ledger: off, Tags: off });
});

describe('the bucket of the deployment', () => {
  test('is one of the company', () => {
    const { Resources, Outputs } = templates.all;
    expect(Resources).not.toHaveProperty('ServerlessDeploymentBucket');
    expect(Outputs?.ServerlessDeploymentBucketName?.Value).toBe('our-deployments');
    for (const { Code } of propertiesOf('all', 'AWS::Lambda::Function')) {
      expect(Code).toMatchObject({ S3Bucket: 'our-deployments' });
    }
  });

  test('or one of the stack, closed to the public and to what is not TLS', () => {
    const { Resources } = templates.none;
    expect(Resources.ServerlessDeploymentBucket?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
    });
    const policy = JSON.stringify(Resources.ServerlessDeploymentBucketPolicy);
    expect(policy).toContain('"aws:SecureTransport":false');
  });
});

describe('tables and a bucket that exist', () => {
  test('are used and not created', () => {
    expect(ofType('existing', 'AWS::DynamoDB::Table')).toEqual([]);
    expect(ofType('existing', 'AWS::S3::Bucket').map(([id]) => id)).toEqual([
      'ServerlessDeploymentBucket',
    ]);
    expect(templates.existing.Resources).not.toHaveProperty('InventoryBucketPolicy');
    const { Resources, Outputs } = templates.existing;
    expect(Resources.MovedDashtagsLambdaFunction?.Properties.Environment).toMatchObject({
      Variables: {
        LEDGER_TABLE: { 'Fn::Sub': `\${AWS::StackName}-ledger` },
        TAGS_TABLE: { 'Fn::Sub': `\${AWS::StackName}-tags` },
      },
    });
    expect(Resources.WalkLambdaFunction?.Properties.Environment).toMatchObject({
      Variables: { INVENTORY_BUCKET: 'left-by-the-old-stack' },
    });
    expect(Outputs?.InventoryBucketName?.Value).toBe('left-by-the-old-stack');
  });

  test('have the names of those that the stack would create, so that it finds what another left', () => {
    const created = propertiesOf('none', 'AWS::DynamoDB::Table').map(({ TableName }) => TableName);
    const { MovedDashtagsLambdaFunction: reading } = templates.existing.Resources;
    const [LEDGER_TABLE, TAGS_TABLE] = created;
    expect(reading?.Properties).toMatchObject({
      Environment: { Variables: { LEDGER_TABLE, TAGS_TABLE } },
    });
  });

  test('have the permissions that created ones have', () => {
    const role = (name: Name) => JSON.stringify(templates[name].Resources.WalkRole);
    const table = (name: string) =>
      `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${AWS::StackName}-${name}`;
    const bucket = `arn:\${AWS::Partition}:s3:::left-by-the-old-stack`;
    expect(role('existing')).toBe(
      role('none')
        .replaceAll('{"Fn::GetAtt":["Ledger","Arn"]}', `{"Fn::Sub":"${table('ledger')}"}`)
        .replaceAll(`\${Ledger.Arn}`, table('ledger'))
        .replaceAll('{"Fn::GetAtt":["InventoryBucket","Arn"]}', `{"Fn::Sub":"${bucket}"}`)
        .replaceAll(`\${InventoryBucket.Arn}`, bucket),
    );
  });
});

describe('a stack without', () => {
  test('the catalog has no Glue and no Athena, and keeps its inventory', () => {
    const types = Object.values(templates.existing.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /Glue|Athena/.test(type))).toEqual([]);
    expect(templates.existing.Resources).toHaveProperty('WalkLambdaFunction');
    expect(templates.existing.Outputs).not.toHaveProperty('InventoryDatabaseName');
  });

  test('the walk has no durable function, and nothing that was there for it', () => {
    const left = Object.keys(templates.less.Resources);
    const gone = Object.keys(templates.none.Resources).filter((id) => !left.includes(id));
    // Rights of the walk's role alone, and the function that writes what the walk reads.
    const rights =
      /^(TagComparing|CachedRepositoryEnforcement|UsagePartsReading|RepositoryCreation|RepositoryEncryption)$|^(Unused|Retention|Shield)/;
    const its = /inventory|walk|Table$|deletion|PullTimes$/i;
    expect(gone.filter((id) => !its.test(id) && !rights.test(id))).toEqual([]);
    expect(left.filter((id) => /inventory|walk/i.test(id))).toEqual([]);
    expect(ofType('less', 'AWS::Lambda::Function')).toHaveLength(
      ofType('none', 'AWS::Lambda::Function').length - 2,
    );
    expect(JSON.stringify(propertiesOf('less', 'AWS::Lambda::Function'))).not.toContain('Durable');
    expect(
      Object.keys(templates.less.Outputs ?? {}).filter((it) => /Inventory|Walk/.test(it)),
    ).toEqual([]);
  });
});
