import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { sendAlert } from '../shared/alerts/alert.ts';
import { tellOnce } from '../shared/alerts/once.ts';
import { warmAlerts } from '../shared/cache/warm/alert.ts';
import { observeAndPlanWarming } from '../shared/cache/warm/observe.ts';
import { countOutcomes, warm } from '../shared/cache/warm/run.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable, upstreamAddress } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const sns = new SNSClient(clientDefaults);
const dynamodb = new DynamoDBClient(clientDefaults);

/** The schedule's input holds nothing that is needed: the scope is all that registry.yml wants warm. */
const anyEvent = z.looseObject({});

/** Has ECR import what registry.yml wants in the cache, and tells people what cannot be, once per cause. */
export const handler = wrap(anyEvent, async (_, context) => {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  const timeLeft = () => context.getRemainingTimeInMillis();
  const options = { timeLeft, addressOf: upstreamAddress };
  const plan = await observeAndPlanWarming(ecr, config.pullThroughCache, options);
  const images = await warm(ecr, plan, { timeLeft });
  const counts = countOutcomes(images);
  const notWarm = images.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped');
  logger.info('Cache warmed', { ...counts, notWarm });
  count({
    ImagesWarm: counts.warm,
    ImagesWarmed: counts.warmed,
    ImagesNotWarmed: counts.failed,
    ImagesWarmSkipped: counts.skipped,
  });
  for (const { cause, alert } of warmAlerts(images)) {
    await tellOnce(ledger, cause, () => sendAlert(sns, topic, alert));
  }
  return counts;
});
