import {
  dueAlerts,
  pullFailureAlert,
  shapeAlerts,
  validityAlerts,
} from '../../../shared/cache/alert.ts';
import type { AppliedChange } from '../../../shared/cache/apply.ts';
import { appliedAlerts } from '../../../shared/cache/apply-alerts.ts';
import { causeFor } from '../../../shared/cache/failures/causes.ts';
import { warmAlerts } from '../../../shared/cache/warm/alert.ts';
import { actId, heldBy } from './names.ts';
import { only, type Samples } from './samples.ts';

const prefix = 'docker.io';
const secret = 'ecr-pullthroughcache/docker-hub';
const before = { upstreamRegistryUrl: 'registry-1.docker.io' };

const removed: AppliedChange = {
  ...{ kind: 'rule', prefix: 'quay.io', action: 'delete', outcome: 'deleted' },
  ...{ before, reason: 'not in registry.yml', actions: [actId] },
};

const pull = { prefix, repositoryName: 'docker.io/redis' };

export const cacheSamples: Samples<`cache.${string}`> = {
  'cache.rule-failed': only(
    appliedAlerts([
      {
        ...{ kind: 'rule', prefix, action: 'create', after: before, outcome: 'failed' },
        error: `there is no secret ${secret}`,
      },
    ]),
  ),
  'cache.login-failed': only(
    validityAlerts([{ prefix, valid: false, failure: 'The upstream refused the credential' }]),
  ),
  'cache.credential-due': only(
    dueAlerts([
      {
        ...{ prefix, valid: true },
        due: [
          `the secret ${secret} was last changed 200 days ago, and 180 are allowed: ` +
            `npx ecr-steward credential set ${prefix}`,
        ],
      },
    ]),
  ),
  'cache.credential-shape': only(
    shapeAlerts([{ secret, isJson: true, hasUsername: true, hasAccessToken: false }]),
  ),
  'cache.pull-failed': [
    pullFailureAlert(
      { ...pull, imageTag: '7', failureCode: 'UpstreamTooManyRequests' },
      causeFor('UpstreamTooManyRequests', pull),
    ),
  ],
  'cache.warm-failed': only(
    warmAlerts([
      {
        ...{ prefix, upstream: 'registry-1.docker.io', tag: '1.27.3' },
        ...{ repositoryName: 'docker.io/library/nginx', outcome: 'failed' },
        failure: { code: 'ImageNotFound', ...causeFor('ImageNotFound', pull) },
      },
    ]),
  ),
  'cache.held': only(
    appliedAlerts([{ ...removed, outcome: 'held', held: heldBy('cache', 5) } as AppliedChange]),
  ),
  'cache.observed': only(
    appliedAlerts([
      {
        ...{ kind: 'rule', prefix, action: 'create', after: before, outcome: 'observed' },
        why: '"docker.io" is new: npx ecr-steward allow cache',
      },
    ]),
  ),
  'cache.changed': only(appliedAlerts([removed])),
};
