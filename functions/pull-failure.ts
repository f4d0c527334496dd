import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { sendAlert } from '../shared/alerts/alert.ts';
import { tellOnce } from '../shared/alerts/once.ts';
import { pullFailureAlert } from '../shared/cache/alert.ts';
import { causeKey, diagnose, type PullFailure } from '../shared/cache/pull-failure.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { anyText, cachePrefix, imageTag, repositoryName } from '../shared/runtime/ecr-fields.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = new ECRClient(clientDefaults);
const secretsManager = new SecretsManagerClient(clientDefaults);
const sns = new SNSClient(clientDefaults);
const dynamodb = new DynamoDBClient(clientDefaults);

/** People are reminded of a cause that goes on after this many seconds. */
const SIX_HOURS = 21_600;

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
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  const failure = failureOf(detail);
  const cause = { id: causeKey(failure), windowSeconds: SIX_HOURS };
  count({ FailedCachePulls: 1 });
  const told = await tellOnce(ledger, cause, async () => {
    const diagnosis = await diagnose({ ecr, secretsManager }, failure);
    logger.warn('Pulls through the cache fail', { failure, diagnosis });
    await sendAlert(sns, topic, pullFailureAlert(failure, diagnosis));
  });
  return { cause: cause.id, told };
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
