import type { AwsEvent } from '../../../local/events/event.ts';

/** Which functions an event has to start, said without patterns: what serverless.yml is compared with. */
type Starts = (event: Seen) => boolean;

/** An event, with the fields that decide. */
interface Seen {
  readonly source: string;
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly unknown[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** A call that CloudTrail reports, that succeeded. */
  readonly call: string | undefined;
}

const ECR = 'aws.ecr';
const OWN_TAGS = ['quarantine-', 'in-use-'];
const CLOUDTRAIL = 'AWS API Call via CloudTrail';

const pushed: Starts = ({ source, type, detail }) =>
  source === ECR &&
  type === 'ECR Image Action' &&
  detail['action-type'] === 'PUSH' &&
  detail.result === 'SUCCESS' &&
  isTag(detail['image-tag']);

const activated: Starts = ({ source, type, detail }) =>
  source === 'ecr-steward' &&
  type === 'ECR Steward Configuration Activated' &&
  detail.stack === 'ecr-steward-local';

/** By the key of a function: one for each of its rules with a pattern. */
const starts: Readonly<Record<string, readonly Starts[]>> = {
  push: [pushed],
  repository: [
    (event) =>
      isCallOf(event, ECR, repositoryCalls) && !madeBy(event, ['RepositoryRole', 'WalkRole']),
  ],
  'moved-tags': [
    pushed,
    (event) =>
      isCallOf(event, ECR, ['PutImage']) && isTag(Object(event.detail.requestParameters).imageTag),
  ],
  scan: [
    ({ source, type }) => source === ECR && type === 'ECR Image Scan',
    (event) => isInspectors(event, 'Inspector2 Scan') && event.resources.some(isOurs(event)),
    (event) => isInspectors(event, 'Inspector2 Finding') && isFinding(event),
    (event) =>
      isInspectors(event, 'Inspector2 Coverage') &&
      event.resources.some(isOurs(event)) &&
      Object(event.detail.scanStatus).statusCodeValue === 'INACTIVE',
  ],
  cache: [
    activated,
    (event) => isCallOf(event, ECR, cacheCalls) && !madeBy(event, ['CacheRole']),
    (event) =>
      isCallOf(event, SECRETS, ['CreateSecret', 'RestoreSecret']) &&
      (startsWith(parameter(event, 'name'), CACHE_SECRETS) ||
        isCacheSecret(parameter(event, 'secretId'))),
  ],
  registry: [
    activated,
    (event) => isCallOf(event, ECR, registryCalls) && !madeBy(event, ['RegistryRole']),
  ],
  validate: [
    (event) =>
      isCallOf(event, SECRETS, secretChanges) && isCacheSecret(parameter(event, 'secretId')),
    ({ source, type, detail }) =>
      source === SECRETS &&
      type === 'AWS Service Event via CloudTrail' &&
      detail.eventSource === 'secretsmanager.amazonaws.com' &&
      detail.eventName === 'RotationSucceeded' &&
      isCacheSecret(Object(detail.additionalEventData).SecretId),
  ],
  walk: [activated],
  'pull-failure': [
    ({ source, type, detail }) =>
      source === ECR &&
      type === 'ECR Pull Through Cache Action' &&
      detail['sync-status'] === 'FAILED',
  ],
  replication: [
    ({ source, type, detail }) =>
      source === ECR && type === 'ECR Replication Action' && detail.result === 'FAILED',
  ],
  'storage-class': [
    ({ source, type, detail }) =>
      source === ECR &&
      ['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action'].includes(type) &&
      detail['action-type'] === 'UPDATE_STORAGE_CLASS' &&
      ['ARCHIVE', 'STANDARD'].includes(String(detail['target-storage-class'])),
  ],
  deletion: [
    ({ source, type, detail }) =>
      source === ECR &&
      type === 'ECR Image Action' &&
      detail['action-type'] === 'DELETE' &&
      detail.result === 'SUCCESS',
    (event) => isCallOf(event, ECR, ['BatchDeleteImage', 'DeleteRepository']),
    ({ source, type, detail }) =>
      source === ECR &&
      type === 'AWS Service Event via CloudTrail' &&
      detail.eventSource === 'ecr.amazonaws.com' &&
      detail.eventName === 'PolicyExecutionEvent',
  ],
  'unknown-event': [({ source, type, detail }) => source === ECR && !isKnown(type, detail)],
  alarm: [
    ({ source, type, detail }) =>
      source === 'aws.cloudwatch' &&
      type === 'CloudWatch Alarm State Change' &&
      isAlarmChange(detail),
  ],
};

/** The functions that an event starts, one for each rule. */
export function startedBy(event: AwsEvent): string[] {
  const seen = seenOf(event);
  return Object.entries(starts).flatMap(([key, rules]) =>
    rules.flatMap((rule) => (rule(seen) ? [key] : [])),
  );
}

/** Values that decide, by the path of their field: each is put into each sample that has the field. */
export const decisive: Readonly<Record<string, readonly string[]>> = {
  'detail.eventName': [],
};

const SECRETS = 'aws.secretsmanager';
const CACHE_SECRETS = 'ecr-pullthroughcache/';

const repositoryCalls = [
  'CreateRepository',
  'PutImageTagMutability',
  'PutImageScanningConfiguration',
  'PutLifecyclePolicy',
  'DeleteLifecyclePolicy',
  'TagResource',
  'UntagResource',
];

const cacheCalls = [
  'CreatePullThroughCacheRule',
  'UpdatePullThroughCacheRule',
  'DeletePullThroughCacheRule',
  'CreateRepositoryCreationTemplate',
  'UpdateRepositoryCreationTemplate',
  'DeleteRepositoryCreationTemplate',
  'PutRegistryPolicy',
  'DeleteRegistryPolicy',
];

const registryCalls = [
  'PutRegistryScanningConfiguration',
  'PutReplicationConfiguration',
  'PutSigningConfiguration',
  'DeleteSigningConfiguration',
  'RegisterPullTimeUpdateExclusion',
  'DeregisterPullTimeUpdateExclusion',
  'PutAccountSetting',
  'PutRegistryPolicy',
  'DeleteRegistryPolicy',
];

const secretChanges = [
  'PutSecretValue',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'DeleteSecret',
];

/** All calls that start something, and one that starts nothing. */
export const calls: readonly string[] = [
  ...repositoryCalls,
  ...cacheCalls,
  ...registryCalls,
  ...secretChanges,
  ...['PutImage', 'CreateSecret', 'RestoreSecret', 'RotationSucceeded', 'Other'],
];

function seenOf({ source, account, region, resources, detail, ...event }: AwsEvent): Seen {
  const own = Object(detail) as Record<string, unknown>;
  const type = event['detail-type'];
  const isCall = type === CLOUDTRAIL && own.errorCode === undefined;
  const call = isCall ? String(own.eventName) : undefined;
  return { source, type, account, region, resources: resources ?? [], detail: own, call };
}

function isCallOf({ source, call, detail }: Seen, service: string, names: readonly string[]) {
  const endpoint = `${service.replace('aws.', '')}.amazonaws.com`;
  return source === service && detail.eventSource === endpoint && names.includes(call ?? '');
}

function madeBy({ detail }: Seen, roles: readonly string[]): boolean {
  const { arn } = Object(
    Object(Object(detail.userIdentity).sessionContext).sessionIssuer,
  ) as Record<string, string>;
  return roles.some((role) => arn?.endsWith(`:role/ecr-steward-local-${role.toLowerCase()}`));
}

function isTag(tag: unknown): boolean {
  return typeof tag === 'string' && !OWN_TAGS.some((prefix) => tag.startsWith(prefix));
}

function startsWith(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix);
}

function parameter({ detail }: Seen, name: string): unknown {
  return Object(detail.requestParameters)[name];
}

/** By its name, or by its ARN. */
function isCacheSecret(id: unknown): boolean {
  return startsWith(id, CACHE_SECRETS) || /^arn:.*:secret:ecr-pullthroughcache\//.test(String(id));
}

function isInspectors({ source, type }: Seen, wanted: string): boolean {
  return source === 'aws.inspector2' && type === wanted;
}

/** Inspector's delegated administrator gets the events of other accounts, too. The stack is where samples are. */
function isOurs(_: Seen) {
  return (arn: unknown) => startsWith(arn, 'arn:aws:ecr:us-east-1:123456789012:repository/');
}

function isFinding(event: Seen): boolean {
  const { status, severity, resources } = event.detail;
  const found = [resources ?? []].flat() as { type?: string; id?: string }[];
  return (
    status === 'ACTIVE' &&
    ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNTRIAGED'].includes(String(severity)) &&
    found.some(({ type, id }) => type === 'AWS_ECR_CONTAINER_IMAGE' && isOurs(event)(id))
  );
}

const known = [
  'ECR Image Scan',
  'ECR Scan Resource Change',
  'ECR Pull Through Cache Action',
  'ECR Replication Action',
  CLOUDTRAIL,
  'AWS Service Event via CloudTrail',
];

function isKnown(type: string, detail: Seen['detail']): boolean {
  const action = String(detail['action-type']);
  if (['ECR Image Action', 'ECR Referrer Action'].includes(type)) {
    return ['PUSH', 'DELETE', 'UPDATE_STORAGE_CLASS'].includes(action);
  }
  if (type === 'ECR Artifact Action') return action === 'UPDATE_STORAGE_CLASS';
  return known.includes(type);
}

function isAlarmChange({ alarmName, state, previousState }: Seen['detail']): boolean {
  const [is, was] = [Object(state).value, Object(previousState).value];
  const letters = alarmName === 'ecr-steward-local-dead-letters';
  if (!letters && alarmName !== 'ecr-steward-local-not-running') return false;
  if (is === 'OK') return was === 'ALARM';
  return is === 'ALARM' && (letters || was === 'OK');
}
