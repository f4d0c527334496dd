import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
} from '@aws-sdk/client-ecr';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Action, Capability } from '../../../shared/actions/action.ts';
import { begin } from '../../../shared/actions/audit-log.ts';
import type { Alert, AlertKind, Where } from '../../../shared/alerts/alert.ts';
import { claim, confirm } from '../../../shared/alerts/ledger/ledger.ts';
import { roomy } from '../../support/acting.ts';
import type { TestStack } from '../../support/stack.ts';

const topics = 'arn:aws:sns:eu-west-1:123456789012';
const key = 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab';

export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/**
 * As much as possible is declared, so that the roles have as many rights as possible. Names of roles and topics are those
 * of test/support/template/needs.ts, for which the template is checked with what functions ask for here.
 */
export const registryYml = `
limits: ${roomy}
alerts:
  ownerTag: owner
  routes: [{owner: team-a, topicArn: '${topics}:a'}]
  copies: [{topicArn: '${topics}:copies', format: text}]
naming:
  grace: 0s
  tags:
    - {rule: deleted, repositories: ['team-b/**'], kinds: [semver], action: delete}
    - {rule: quarantined, kinds: [semver], action: quarantine}
  repositories: [{rule: teams, allow: ['team-*/*']}]
use:
  sources: [ecs, lambda, appRunner, batch, sageMaker, inspector]
  files: [{uri: s3://uses/one.json}, {uri: s3://uses/clusters/, keyArn: '${key}'}]
  restore: inUse
movedTags: [{mutable: [latest]}]
baseline:
  - {action: enforce, mutability: IMMUTABLE, scanOnPush: true, lifecycle: {keepLast: 5}, tags: {defaults: {steward: 'yes'}, required: [team]}}
shield: [{repositories: ['team-s/**'], action: enforce}]
retention:
  - {repositories: ['team-r/archived'], action: archive, keep: {tags: ['2.0.0']}}
  - {repositories: ['team-r/deleted'], action: delete, keep: {tags: ['2.0.0']}}
unusedRepositories: [{repositories: ['team-u/**'], action: delete}]
scanning: {rules: [{rule: all, fail: {critical: 0}, action: quarantine}]}
registry:
  prune: true
  scanning: {scanType: ENHANCED, rules: [{scanFrequency: SCAN_ON_PUSH, repositories: [nothing]}]}
  replication: {rules: [{destinations: [{region: eu-central-1}], repositories: [team-b/], backfill: true}]}
  signing: {}
  pullTimeUpdateExclusions: ['arn:aws:iam::123456789012:role/scanner']
  accountSettings: {blobMounting: ENABLED}
  policy: {}
pullThroughCache:
  validate: deep
  prune: true
  rules:
    - prefix: docker-hub
      upstream: docker-hub
      credential: ecr-pullthroughcache/hub
      pullers: ['111122223333']
      repositories: {lifecycle: {keepLast: 5}, scanOnPush: true, mutability: MUTABLE, tags: {cached: 'yes'}, customRoleArn: 'arn:aws:iam::123456789012:role/passed', policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {AWS: 'arn:aws:iam::111122223333:root'}, Action: ['ecr:BatchGetImage']}]}}
    - {prefix: quay, upstream: quay, warm: [{image: team-a/web-app, tags: ['1.0.0', '9.9.9']}]}
    - {prefix: other, upstream: ecr, upstreamRegistryUrl: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, customRoleArn: 'arn:aws:iam::123456789012:role/passed'}
inventory: {manifests: true, alert: {quotaPercent: 1}, quotas: {imagesPerRepository: 100}}
targets:
  - {account: '123456789012', regions: [eu-west-1]}
  - {account: '111122223333', role: 'arn:aws:iam::111122223333:role/reader', regions: [eu-west-1]}
`;

const other = `${host}/team-a/other`;
const pinned = [{ image: `${other}:1.0.0`, imageDigest: `sha256:${'0'.repeat(64)}` }];

/** What runs are images that have nothing to do with those of the scenarios. */
export const uses = {
  services: [
    {
      ...{ cluster: 'prod', name: 'web', images: [`${other}:1.0.0`], revision: pinned },
      deployment: { status: 'SUCCESSFUL' as const, source: pinned },
    },
  ],
  tasks: [{ cluster: 'prod', family: 'job', containers: [{ image: 'nginx' }] }],
  functions: [
    {
      ...{ name: 'image', imageUri: `${other}:1.0.0` },
      versions: [{ imageUri: `${other}:0.9.0` }],
      aliases: [{ name: 'live', version: '1' }],
    },
  ],
  appRunner: [{ name: 'web', image: `${other}:1.0.0` }],
  batch: [{ name: 'job', images: [`${other}:1.0.0`] }],
  sageMaker: {
    endpoints: [{ name: 'score', variants: pinned }],
    inferenceComponents: [{ name: 'llm', endpoint: 'score', model: 'small' }],
    models: [{ name: 'small', images: [`${other}:1.0.0`] }],
    trainingJobs: [{ name: 'train', image: `${other}:1.0.0` }],
    processingJobs: [{ name: 'clean', image: `${other}:1.0.0` }],
  },
  inspector: [{ repository: 'team-a/other', digest: `sha256:${'0'.repeat(64)}`, inUseCount: 1 }],
};

/** The files of images in use that registry.yml names. */
export async function createUseFiles({ aws, config }: TestStack): Promise<void> {
  aws.storage.createBucket('uses');
  aws.permissions.encryptBucket('arn:aws:s3:::uses', key);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  for (const Key of ['one.json', 'clusters/a.json']) {
    const Body = JSON.stringify([`${other}:1.0.0`]);
    await s3.send(new PutObjectCommand({ Bucket: 'uses', Key, Body }));
  }
  s3.destroy();
}

/** The topics that registry.yml names; both are encrypted with a key. */
export function createTopics({ aws }: TestStack): void {
  for (const name of ['a', 'copies']) {
    aws.storage.createTopic(name);
    aws.storage.createQueue(name);
    const attributes = { RawMessageDelivery: 'true' };
    aws.storage.subscribe({ topic: name, queue: name, attributes });
    aws.permissions.encryptTopic(`${topics}:${name}`, key);
  }
  const Principal = { AWS: 'arn:aws:iam::123456789012:root' };
  const Statement = { Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' };
  aws.permissions.declareResource(key, { Version: '2012-10-17', Statement }, true);
}

/** The rule docker-hub, with a credential and the template of ours. */
export async function createHub(started: TestStack): Promise<void> {
  const secret = await createSecret(started, {});
  await createRule(started, 'docker-hub', 'registry-1.docker.io', secret);
  await createTemplate(started, 'docker-hub');
}

/** A repository creation template of ours. */
export async function createTemplate({ ecr }: TestStack, prefix: string): Promise<void> {
  const template = { prefix, appliedFor: ['PULL_THROUGH_CACHE' as const] };
  const description = 'Managed by ecr-steward: x';
  await ecr.send(new CreateRepositoryCreationTemplateCommand({ ...template, description }));
}

/** Repositories of the owner with a topic. */
export async function createOwned({ ecr }: TestStack, ...names: string[]): Promise<void> {
  for (const repositoryName of names) {
    const tags = [{ Key: 'owner', Value: 'team-a' }];
    await ecr.send(new CreateRepositoryCommand({ repositoryName, tags }));
  }
}

/** An alert that was sent before, and that a scheduled run resolves. */
export async function reported(
  { ledger }: TestStack,
  kind: AlertKind,
  where: Where,
  id = `before/${kind}`,
): Promise<void> {
  const cause = { id, windowSeconds: 60 };
  const at = new Date(Date.now() - 3_600_000);
  const alert: Alert = {
    ...{ kind, cause, where, title: 'Reported before', severity: 'warning', stands: true },
    what: ['It was so'],
  };
  await claim(ledger, cause, at);
  await confirm(ledger, { cause }, alert, at);
}

/** An action, by default on a repository, whose function died before it could report it. */
export async function unreported(
  { ledger }: TestStack,
  target: string,
  capability: Capability = 'cache',
): Promise<void> {
  const rule = { capability, name: 'docker-hub', text: '{}' };
  const done = { target, what: 'tag it', final: 'a test' };
  const place = capability === 'cache' ? { repository: target } : {};
  const action: Action = { kind: 'setting', rule, ...place, ...done };
  await begin(ledger, action, 'function walk', new Date(Date.now() - 1_800_000));
}

export async function createSecret({ secretsManager }: TestStack, value: object): Promise<string> {
  const secret = { Name: 'ecr-pullthroughcache/hub', SecretString: JSON.stringify(value) };
  const { ARN = '' } = await secretsManager.send(new CreateSecretCommand(secret));
  return ARN;
}

export const login = { username: 'somebody', accessToken: 'not-to-be-seen' };

export async function createRule(
  { ecr }: TestStack,
  ecrRepositoryPrefix: string,
  upstreamRegistryUrl: string,
  credentialArn?: string,
): Promise<void> {
  const rule = { ecrRepositoryPrefix, upstreamRegistryUrl };
  await ecr.send(
    new CreatePullThroughCacheRuleCommand({ ...rule, ...(credentialArn && { credentialArn }) }),
  );
}
