import { appliedAlerts } from '../../../shared/registry-settings/alert.ts';
import type { AppliedChange } from '../../../shared/registry-settings/apply.ts';
import { endedAlert } from '../../../shared/registry-settings/replication/alert.ts';
import { actId, digest, heldBy, now, repository } from './names.ts';
import { only, type Samples } from './samples.ts';

const narrowed = {
  kind: 'scanning',
  action: 'update',
  actionIds: [actId],
  before: { scanType: 'BASIC', filters: { SCAN_ON_PUSH: ['platform/*', 'team-a/*'] } },
  after: { scanType: 'BASIC', filters: { SCAN_ON_PUSH: ['team-a/*'] } },
  reason: 'SCAN_ON_PUSH: platform/*, team-a/* → team-a/*',
} as const;

const principalArn = 'arn:aws:iam::123456789012:role/scanner';

const exclusion = {
  kind: 'exclusion',
  action: 'create',
  principalArn,
  after: { principalArn },
} as const;

const held: AppliedChange = { ...narrowed, outcome: 'held', held: heldBy('registry', 5) };

const backfill = {
  ...{ id: '0f8b0a52-6c1f-4c0e-9a8e-2f1f3a7d9b10', startedAt: now },
  destination: '123456789012/eu-central-1',
  progress: {
    ...{ total: 1840, completed: 1839, failed: 1 },
    failureCodes: ['ImageTagAlreadyExistsException'],
  },
};

export const registrySamples: Samples<`registry.${string}`> = {
  'registry.setting-failed': only(
    appliedAlerts([
      {
        ...exclusion,
        outcome: 'failed',
        error:
          'ecr:RegisterPullTimeUpdateExclusion: AWS answered LimitExceededException: A registry can exclude at most 100 principals (HTTP 400)',
      },
    ]),
  ),
  'registry.held': only(appliedAlerts([held])),
  'registry.observed': only(
    appliedAlerts([
      {
        ...narrowed,
        outcome: 'observed',
        why: '"scanning" is new: npx ecr-steward allow registry',
      },
    ]),
  ),
  'registry.backfill': only([
    endedAlert(
      { ...backfill, status: 'COMPLETE' },
      [
        {
          ...{ repository, digest, tag: '1.4.2' },
          codes: ['ImageTagAlreadyExistsException'],
        },
      ],
      'eu-west-1',
    ),
  ]),
  'registry.changed': only(appliedAlerts([{ ...narrowed, outcome: 'updated' }])),
};
