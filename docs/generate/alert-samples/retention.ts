import { heldAlerts } from '../../../shared/actions/held.ts';
import { actedAlerts, announcedAlerts } from '../../../shared/retention/alert.ts';
import type { Selected } from '../../../shared/retention/plan/plan.ts';
import { DAY_MS } from '../../../shared/retention/rules.ts';
import { sourceAlerts } from '../../../shared/retention/source/trouble.ts';
import { totalsOf } from '../../../shared/retention/totals.ts';
import { actId, denied, digest, heldBy, now, repository } from './names.ts';
import { only, type Samples } from './samples.ts';

const prices = { standard: 0.1, archive: 0.1 };

const unit: Selected = {
  root: digest,
  action: 'archive',
  images: [
    {
      ...{ imageDigest: digest, imageTags: ['1.4.2'], bytes: 412_000_000 },
      ...{ status: 'ACTIVE', pushed: now.getTime() - 200 * DAY_MS, pulled: undefined },
      archived: undefined,
    },
  ],
};

const rule = { name: 'platform/**', wait: 7 * DAY_MS, keepingTags: ['keep-*'] };
const announcement = { repository, rule, at: now.toISOString() };
const acted = { unit, totals: totalsOf(unit.images) };

export const retentionSamples: Samples<`retention.${string}`> = {
  'retention.announced': only([
    ...announcedAlerts({ ...announcement, announced: [unit] }, prices),
    ...announcedAlerts({ ...announcement, announced: [{ ...unit, action: 'delete' }] }, prices),
  ]),
  'retention.done': only([
    ...actedAlerts(repository, [{ ...acted, outcome: 'archived', actionId: actId }], prices),
    ...actedAlerts(repository, [{ ...acted, outcome: 'deleted', actionId: actId }], prices),
  ]),
  'retention.held': only(
    heldAlerts('retention', [
      { held: heldBy('archive', 100), repository, what: `${repository}@${digest}: archive` },
    ]),
  ),
  'retention.source': only(
    sourceAlerts([
      {
        ...{ place: '123456789012/eu-central-1', state: 'unread', count: 1 },
        ...{ why: denied('ecr:DescribeImages', 'walk').message, repositories: [repository] },
      },
      {
        ...{ place: '123456789012/eu-central-1', state: 'missing', count: 1 },
        ...{ why: '', repositories: [repository] },
      },
    ]),
  ),
  'retention.failed': only(
    actedAlerts(
      repository,
      [{ ...acted, outcome: 'failed', error: denied('ecr:UpdateImageStorageClass', 'walk') }],
      prices,
    ),
  ),
};
