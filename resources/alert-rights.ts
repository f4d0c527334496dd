import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { declaredIn } from './declared.ts';

/**
 * Permissions of the functions that send alerts which depend on registry.yml, so that they cannot be YAML: to publish
 * to further topics, and to read the owners of repositories.
 */
export function alertRights({ topics, owners }: Asked, roles: readonly string[]) {
  if (topics.length === 0) return { Resources: {} };
  const statements = [
    allow('PublishToFurtherTopics', ['sns:Publish'], topics),
    {
      ...allow('EncryptForFurtherTopics', ['kms:GenerateDataKey*', 'kms:Decrypt'], keys),
      Condition: through(topics),
    },
    ...(owners
      ? [allow('ReadOwners', ['ecr:DescribeRepositories', 'ecr:ListTagsForResource'], repositories)]
      : []),
  ];
  const policy = {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Roles: roles.map((Ref) => ({ Ref })),
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
    },
  };
  return { Resources: { AlertRights: policy } };
}

const repositories = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the values in
  'Fn::Sub': 'arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/*',
};

/** Of any account: registry.yml does not name the key of a topic. The key's own policy has to allow it too. */
const keys = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the value in
  'Fn::Sub': 'arn:${AWS::Partition}:kms:*:*:key/*',
};

/** Only by SNS, and only for these topics. */
function through(topics: readonly string[]) {
  const regions = new Set(topics.flatMap((arn) => arn.split(':')[3] ?? []));
  return {
    StringLike: { 'kms:ViaService': [...regions].map((region) => `sns.${region}.*`) },
    StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topics },
  };
}

interface Asked {
  /** ARNs of the topics of owners and copies. */
  topics: readonly string[];
  /** Whether owners have topics. */
  owners: boolean;
}

function allow(Sid: string, Action: readonly string[], Resource: unknown) {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/** Reads registry.yml unchecked: bundling the functions reports what is wrong with it. */
export function askedFor(file: string): Asked {
  const { alerts } = declaredIn(file) as { alerts?: { routes?: unknown; copies?: unknown } };
  const routes = topicsOf(alerts?.routes);
  const topics = new Set([...routes, ...topicsOf(alerts?.copies)]);
  return { topics: [...topics], owners: routes.length > 0 };
}

function topicsOf(list: unknown): string[] {
  const entries = Array.isArray(list) ? (list as ({ topicArn?: string } | null)[]) : [];
  return entries.flatMap((entry) => entry?.topicArn ?? []);
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
