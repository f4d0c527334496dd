import type { Entry } from '../../../shared/actions/audit-log.ts';
import { pausedAlerts } from '../../../shared/actions/permits/paused-alert.ts';
import { unreportedAlert } from '../../../shared/actions/unsent.ts';
import { alarmAlert } from '../../../shared/alarms/alert.ts';
import { unreachableAlert } from '../../../shared/alerts/ledger/unreachable.ts';
import { DamagedConfigurationError } from '../../../shared/config/active/errors.ts';
import { missingIn } from '../../../shared/config/stack-parameters/missing.ts';
import { lostAlerts } from '../../../shared/deletions/alert.ts';
import { failedReplicationAlerts, notArrivedAlert } from '../../../shared/replication/alert.ts';
import { appliedAlerts } from '../../../shared/settings/alert.ts';
import type { Applied } from '../../../shared/settings/apply.ts';
import { unsignedAlert } from '../../../shared/signing/alert.ts';
import {
  lackingStack,
  missingConfiguration,
  unusableConfiguration,
} from '../../../shared/steward/configuration-alert.ts';
import { failureAlerts } from '../../../shared/steward/walk/failures.ts';
import { moveAlert, pusherAlert } from '../../../shared/tags/alert.ts';
import {
  archivedUseAlert,
  missingUseAlert,
  unknownUsesAlert,
} from '../../../shared/usage/alert.ts';
import type { SeenUse } from '../../../shared/use/seen.ts';
import { actId, denied, digest, heldBy, now, otherDigest, repository, tag } from './names.ts';
import { only, type Samples } from './samples.ts';

const deviation: Applied = {
  ...{ repository, text: 'mutability: MUTABLE → IMMUTABLE', action: 'set', outcome: 'set' },
  ...{ setting: 'mutability', actionId: actId },
  before: { imageTagMutability: 'MUTABLE' },
  after: { imageTagMutability: 'IMMUTABLE' },
};

function applied(more: Partial<Applied>, of: 'baseline' | 'repositories' = 'baseline') {
  return only(appliedAlerts(of, [{ ...deviation, ...more } as Applied]));
}

export const settingsSamples: Samples<
  'repository.baseline' | 'repository.set' | `${'baseline' | 'repositories'}.${string}`
> = {
  'repository.set': applied({}),
  'repository.baseline': applied({ outcome: 'reported' }),
  'baseline.failed': applied({
    ...{ outcome: 'failed', error: denied('ecr:PutImageTagMutability', 'repository') },
  }),
  'baseline.held': applied({ outcome: 'held', held: heldBy('immutable', 10) }),
  'repositories.drift': applied(
    { outcome: 'observed', why: 'npx ecr-steward allow repositories' },
    'repositories',
  ),
  'repositories.failed': applied(
    {
      ...{ setting: 'repository', text: 'repository: missing → created', after: {} },
      ...{ outcome: 'failed', error: denied('ecr:CreateRepository', 'repository') },
    },
    'repositories',
  ),
  'repositories.held': applied({ outcome: 'held', held: heldBy('immutable', 10) }, 'repositories'),
};

const record = {
  ...{ repository, tag: '1.4.2', expiresAt: 0, untold: true },
  ...{ digest, pushedAt: '2026-11-27T08:59:58Z' },
};
const move = { from: otherDigest, to: digest, at: now.toISOString() };

const entry: Omit<Entry, 'state'> = {
  ...{ id: actId, at: now.toISOString(), by: 'function ecr-steward-prod-push' },
  ...{ capability: 'naming', kind: 'quarantine', rule: 'versions only' },
  ...{ target: `${repository}:${tag}`, what: 'replace the tag by quarantine-fa15c8ce4954' },
  ...{ repository, weight: 1 },
};

function missing(name: string, isThere: boolean) {
  const imageId = name.startsWith('sha256:') ? { imageDigest: name } : { imageTag: name };
  const by = ['ECS service prod/web'];
  const since = { since: now.toISOString(), last: now.toISOString() };
  return missingUseAlert(
    {
      ...{ repository, imageId, by, isThere },
      last: { repository, digest, names: [name], by, ...since },
    },
    { registryId: '123456789012', region: 'eu-west-1', cachePrefixes: [] },
  );
}

const alarm = { stack: 'ecr-steward-prod', since: now.toISOString() };

const used = {
  ...{ repository, digest, names: ['1.4.2'], by: ['ECS service prod/web'] },
  ...{ since: '2026-11-02T01:20:00.000Z', last: now.toISOString() },
};

function lost(use: SeenUse, isThere: boolean) {
  const rule = { rule: 2, ruleText: 'keep 10: Image count more than 10' };
  const deletion = {
    ...{ at: now.toISOString(), repository, digest, tags: ['1.4.2'], usedBy: [] },
    ...{ action: 'DELETE' as const, cause: 'lifecycle policy' as const, ...rule },
  };
  const place = { registryId: '123456789012', region: 'eu-west-1' };
  return lostAlerts([{ deletion, use, isThere }], {
    ...{ ...place, cachePrefixes: [], bucket: 'ecr-steward-prod-inventorybucket-1abc' },
  });
}

export const otherSamples: Samples<
  | `tags.${string}`
  | `replication.${string}`
  | `image.${string}`
  | `storage.${string}`
  | `use.${string}`
  | `acts.${string}`
  | `steward.${string}`
  | `walk.${string}`
> = {
  'walk.failed': only(
    failureAlerts({
      registry: { registryId: '123456789012', region: 'eu-west-1' },
      failed: {},
      missed: {
        baseline: {
          count: 1,
          examples: [{ repository, error: 'access to ecr:ListTagsForResource is denied' }],
        },
      },
    }),
  ),
  'tags.moved': [
    moveAlert(record, move),
    pusherAlert(record, move, 'arn:aws:iam::123456789012:user/anna'),
  ],
  'replication.failed': only([
    ...failedReplicationAlerts([
      {
        ...{ repository, digest, tag: '1.4.2', pushedAt: now.getTime(), failureCode: 'KmsError' },
        destination: { registryId: '123456789012', region: 'eu-central-1' },
      },
    ]),
    notArrivedAlert({
      ...{ repository, digest, tag: '1.4.2' },
      source: { registryId: '123456789012', region: 'eu-central-1' },
    }),
  ]),
  'image.unsigned': only([
    unsignedAlert({
      ...{ repository, digest, tag: '1.4.2' },
      missing: [
        {
          profile: 'arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release',
          ...{ status: 'FAILED', code: 'AccessDeniedException' },
          reason: 'not authorized to perform signer:SignPayload',
        },
      ],
    }),
  ]),
  'storage.archived': [
    archivedUseAlert({
      ...{ repository, digest, archivedAt: now.toISOString() },
      uses: [{ repository, imageId: { imageTag: '1.4.2' }, by: ['ECS service prod/web'] }],
    }),
  ],
  'use.lost': only([
    ...lost({ state: 'in use', use: used }, false),
    ...lost({ state: 'standby', use: { ...used, standby: true } }, false),
    ...lost({ state: 'in use', use: used }, true),
    ...lost({ state: 'unknown', why: 'ecs could not be read: access denied' }, false),
  ]),
  'use.missing': [missing(digest, false), missing(tag, true)],
  'use.unknown': [unknownUsesAlert({ source: 'ecs', why: 'access to ecs:ListClusters is denied' })],
  'acts.untold': [
    unreportedAlert({ ...entry, state: 'done' }),
    unreportedAlert({ ...entry, state: 'begun' }),
  ],
  'steward.paused': only(
    pausedAlerts(
      new Map([
        [
          'naming',
          {
            by: 'arn:aws:iam::123456789012:user/anna',
            at: now.toISOString(),
            reason: 'the rule of versions is wrong',
          },
        ],
      ]),
    ),
  ),
  'steward.dead-letters': [alarmAlert('dead-letters', alarm)],
  'steward.not-running': [alarmAlert('not-running', alarm)],
  'steward.configuration': [
    missingConfiguration(undefined),
    lackingStack(13, missingIn({ Scanning: 'observe' }, { Scanning: 'off' })),
    unusableConfiguration(new DamagedConfigurationError('its checksum is another'), 12),
  ],
  'steward.ledger-unreachable': [
    unreachableAlert('ecr-steward-prod-ledger', denied('dynamodb:UpdateItem', 'push'), now),
  ],
};
