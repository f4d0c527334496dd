import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { PULL_WINDOW_SECONDS, pullFailureAlert } from '../shared/cache/alert.ts';
import { causeKey, diagnose, type PullFailure } from '../shared/cache/failures/pull-failure.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { anyText, cachePrefix, imageTag, repositoryName } from '../shared/runtime/ecr-fields.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const secretsManager = new SecretsManagerClient(clientDefaults);
const people = peopleOf(config.alerts, ownersIn(ecr));

/** `ECR Pull Through Cache Action` that FAILED. The guide and the schema registry differ on what is there. */
const failedPull = z.object({
  detail: z.object({
    'ecr-repository-prefix': cachePrefix,
    'repository-name': repositoryName,
    'image-tag': z.optional(imageTag),
    'failure-code': z._default(anyText, 'no code'),
    'failure-reason': z.optional(anyText),
  }),
});

/** A pull through the cache failed: people are told why and what to do, once per cause. */
export const handler = wrap(failedPull, async ({ detail }) => {
  const { tell } = people();
  const failure = failureOf(detail);
  const cause = { id: causeKey(failure), windowSeconds: PULL_WINDOW_SECONDS };
  count({ FailedCachePulls: 1 });
  const make = async () => {
    const diagnosis = await diagnose({ ecr, secretsManager }, failure);
    logger.warn('Pulls through the cache fail', { failure, diagnosis });
    return pullFailureAlert(failure, diagnosis);
  };
  const told = await tell([{ cause, make }]);
  return { cause: cause.id, told: told > 0 };
});

function failureOf(detail: z.infer<typeof failedPull>['detail']): PullFailure {
  const { 'image-tag': tag, 'failure-reason': failureReason } = detail;
  return {
    prefix: detail['ecr-repository-prefix'],
    repositoryName: detail['repository-name'],
    failureCode: detail['failure-code'],
    ...(tag && { imageTag: tag }),
    ...(failureReason && { failureReason }),
  };
}
