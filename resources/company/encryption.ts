import { ParameterError } from './known-parameters.ts';
import { type Json, withReplaced } from './references.ts';
import {
  addToRoles,
  type Change,
  changeProperties,
  type Place,
  type Template,
} from './template.ts';

/**
 * Everything that is kept is encrypted with this key, and the stack has none of its own. The bucket of the deployment
 * stays as the framework makes it: it holds code, and CloudFormation reads it before the roles exist.
 */
export function withKey(key: string | undefined, { region }: Place): Change {
  if (key === undefined) return (template) => template;
  const [, , , ofKey] = key.split(':');
  if (ofKey !== region) {
    throw new ParameterError(
      `kms-key: is a key in ${ofKey}, and has to be one in ${region}, where the stack is`,
    );
  }
  return (template) => {
    const encrypted = encryptions(key).reduce(
      (changed, [type, change]) =>
        changeProperties(changed, type, (properties, id) =>
          id === 'ServerlessDeploymentBucket' ? properties : change(properties),
        ),
      withoutOwnKey(template, key),
    );
    return addToRoles(encrypted, 'use-key', [
      { Sid: 'UseTheKey', Effect: 'Allow', Action: usingKey, Resource: key },
    ]);
  };
}

/** What DynamoDB, S3, SNS and SQS ask of a caller who reads and writes what the key encrypts. */
const usingKey = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

type Properties = { [key: string]: Json };

function encryptions(key: string): [type: string, change: (it: Properties) => Properties][] {
  return [
    ['AWS::Logs::LogGroup', (it) => ({ ...it, KmsKeyId: key })],
    ['AWS::SNS::Topic', (it) => ({ ...it, KmsMasterKeyId: key })],
    ['AWS::SQS::Queue', ({ SqsManagedSseEnabled: _, ...it }) => ({ ...it, KmsMasterKeyId: key })],
    [
      'AWS::DynamoDB::Table',
      (it) => ({
        ...it,
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
      }),
    ],
    ['AWS::S3::Bucket', (it) => ({ ...it, BucketEncryption: bucketEncryption(key) })],
    ['AWS::Athena::WorkGroup', (it) => ({ ...it, ...resultsWith(key, it) })],
  ];
}

function bucketEncryption(key: string): Json {
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key };
  const rule = { ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true };
  return { ServerSideEncryptionConfiguration: [rule] };
}

function resultsWith(key: string, { WorkGroupConfiguration }: Properties): Properties {
  const configuration = WorkGroupConfiguration as Properties;
  const EncryptionConfiguration = { EncryptionOption: 'SSE_KMS', KmsKey: key };
  const ResultConfiguration = {
    ...(configuration.ResultConfiguration as Properties),
    EncryptionConfiguration,
  };
  return { WorkGroupConfiguration: { ...configuration, ResultConfiguration } };
}

/** The keys of the template, and each reference to one. */
function withoutOwnKey(template: Template, key: string): Template {
  const keys = Object.entries(template.Resources).filter(([, it]) => it.Type === 'AWS::KMS::Key');
  const by = Object.fromEntries(keys.map(([id]) => [id, { ref: key, attributes: { Arn: key } }]));
  return withReplaced(template, by);
}
