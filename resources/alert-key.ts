import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/**
 * A KMS key of the stack's own for the alert topic, where `--param alert-key=true` asks for it: it costs a dollar a
 * month. It is a key of our own as CloudWatch, which publishes one alarm itself, cannot use the AWS managed key of SNS.
 *
 * @param roles - The roles of the functions that publish.
 */
export function alertKey(roles: readonly string[]) {
  return {
    Resources: {
      AlertKey: {
        Type: 'AWS::KMS::Key',
        Properties: {
          Description: 'Encrypts the alerts of ecr-steward',
          EnableKeyRotation: true,
          KeyPolicy: policy([administer, alarmsPublish]),
        },
      },
      AlertKeyUse: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          Roles: roles.map((Ref) => ({ Ref })),
          PolicyDocument: policy([encrypt]),
        },
      },
    },
    extensions: { AlertTopic: { Properties: { KmsMasterKeyId: ofKey } } },
  };
}

const ofKey = { 'Fn::GetAtt': ['AlertKey', 'Arn'] };

/** In a policy of a key, `*` is this key. */
const THIS_KEY = '*';

const administer = {
  Sid: 'Administer',
  Effect: 'Allow',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the values in
  Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
  Action: 'kms:*',
  Resource: THIS_KEY,
};

const alarmsPublish = {
  Sid: 'AlarmsPublish',
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: THIS_KEY,
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};

const encrypt = {
  Sid: 'EncryptAlerts',
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: ofKey,
};

function policy(Statement: readonly object[]) {
  return { Version: '2012-10-17', Statement };
}

/** The roles of roles.yml with the permission to publish. */
export function rolesThatPublish(): string[] {
  const text = readFileSync(fileURLToPath(new URL('roles.yml', import.meta.url)), 'utf8');
  // The short forms of CloudFormation's functions are unknown tags here, which does not matter.
  const { Resources } = parse(text, { logLevel: 'silent' }) as {
    Resources: Record<string, object>;
  };
  return Object.keys(Resources).filter((name) =>
    JSON.stringify(Resources[name]).includes('"sns:Publish"'),
  );
}
