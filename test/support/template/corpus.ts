import { readdirSync, readFileSync } from 'node:fs';
import type { AwsEvent } from '../../../local/events/event.ts';
import { calls } from './starts.ts';

/**
 * The stored events, and each of them with one field removed, or with another value that the field may have: whatever a
 * pattern says of it, some of them are on each side.
 */
export function corpus(): AwsEvent[] {
  const samples = readdirSync('events', { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(aws\.[\w.]+|ecr-steward)\/.+\.json$/.test(file))
    .sort()
    .map((file) => JSON.parse(readFileSync(`events/${file}`, 'utf8')) as AwsEvent);
  const all = samples.flatMap((event) => [event, ...variations(event)]);
  return [...new Map(all.map((event) => [JSON.stringify(event), event])).values()];
}

type Path = readonly (string | number)[];

function variations(event: AwsEvent): AwsEvent[] {
  const extra = more(event).map((changes) =>
    changes.reduce((one, [path, value]) => with_(one, path, value), event),
  );
  return [event, ...extra].flatMap((one) => [
    one,
    ...leaves(one)
      .filter(isWorthIt)
      .flatMap((path) => [
        // An event without a source or a type there is not.
        ...(path.length > 1 ? [with_(one, path, undefined)] : []),
        ...otherValues(path).map((value) => with_(one, path, value)),
      ]),
  ]);
}

const role = (name: string) => `arn:aws:iam::123456789012:role/ecr-steward-local-${name}`;

const actions = ['PUSH', 'DELETE', 'UPDATE_STORAGE_CLASS', 'SIGN'];
const types = [
  ...['ECR Image Action', 'ECR Referrer Action', 'ECR Artifact Action', 'ECR Image Scan'],
  ...['ECR Scan Resource Change', 'ECR Pull Through Cache Action', 'ECR Replication Action'],
  ...['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail', 'ECR Other Action'],
  ...[
    'Inspector2 Scan',
    'Inspector2 Finding',
    'Inspector2 Coverage',
    'CloudWatch Alarm State Change',
  ],
];
const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];
const elsewhere = 'arn:aws:ecr:us-east-1:999999999999:repository/a';
const secrets = [
  'ecr-pullthroughcache/a',
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/a-AbCdEf',
  'other',
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:other-AbCdEf',
];

/** By its path, the values of a field that are worth a try. Of other fields no pattern says anything. */
const values: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^source$/, ['aws.ecr', 'aws.other']],
  [/^detail-type$/, types],
  [/^resources\.\d+$/, [elsewhere]],
  [/^detail\.resources\.\d+\.id$/, [elsewhere]],
  [/^detail\.action-type$/, actions],
  [/^detail\.target-storage-class$/, ['ARCHIVE', 'STANDARD']],
  [/^detail\.(result|sync-status)$/, ['SUCCESS', 'FAILED']],
  [/(image-tag|imageTag)$/, ['1.0.0', 'quarantine-1', 'in-use-1']],
  [/^detail\.eventName$/, calls],
  [
    /sessionIssuer\.arn$/,
    [role('repositoryrole'), role('walkrole'), role('cacherole'), role('other')],
  ],
  [/(secretId|SecretId|requestParameters\.name)$/, secrets],
  [/^detail\.severity$/, ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNTRIAGED', 'INFORMATIONAL']],
  [/^detail\.alarmName$/, ['ecr-steward-local-not-running', 'other']],
  [/tate\.value$/, states],
  [/^detail\.(eventSource|errorCode|stack|status)$|statusCodeValue$|\.type$/, ['other']],
];

function isWorthIt(path: Path): boolean {
  return otherValues(path).length > 0;
}

function otherValues(path: Path): readonly string[] {
  const text = path.join('.');
  return values.find(([end]) => end.test(text))?.[1] ?? [];
}

type Changes = readonly (readonly [Path, string | object])[];

/** Events besides the stored ones, each a stored one with some fields changed. */
function more(event: AwsEvent): Changes[] {
  const type = event['detail-type'];
  if (type === 'CloudWatch Alarm State Change') return alarmChanges;
  if (event.source === 'aws.secretsmanager') return [...calls.flatMap(callsOf), rotation];
  if (type.includes('via CloudTrail')) return [failed];
  return type.endsWith(' Action') ? [[[['detail-type'], 'ECR Artifact Action']]] : [];
}

const alarmChanges: Changes[] = [
  [[['detail', 'alarmName'], 'ecr-steward-local-not-running']],
  [
    [['detail', 'state', 'value'], 'OK'],
    [['detail', 'previousState', 'value'], 'ALARM'],
  ],
];

const failed: Changes = [[['detail', 'errorCode'], 'AccessDenied']];

function callsOf(name: string): Changes[] {
  const call: Changes = [[['detail', 'eventName'], name]];
  return [call, [...call, ...failed]];
}

/** What Secrets Manager itself reports. */
const rotation: Changes = [
  [['detail-type'], 'AWS Service Event via CloudTrail'],
  [['detail', 'eventName'], 'RotationSucceeded'],
  [['detail', 'additionalEventData'], { SecretId: secrets[1] ?? '' }],
];

function leaves(node: unknown, path: Path = []): Path[] {
  if (typeof node !== 'object' || node === null) return [path];
  const entries = Array.isArray(node) ? [...node.entries()] : Object.entries(node);
  return entries.flatMap(([key, value]) => leaves(value, [...path, key]));
}

function with_(event: AwsEvent, path: Path, value: string | object | undefined): AwsEvent {
  const copy = structuredClone(event);
  const parent = path.slice(0, -1).reduce<object>((node, key) => {
    if (Reflect.get(node, key) === undefined) Reflect.set(node, key, {});
    return Reflect.get(node, key) as object;
  }, copy);
  const last = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return copy;
}
