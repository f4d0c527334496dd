import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { sendAlert } from '../shared/alerts.ts';
import { dueAlert, validityAlert } from '../shared/cache/alert.ts';
import { validateRules } from '../shared/cache/validate.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = new ECRClient(clientDefaults);
const secretsManager = new SecretsManagerClient(clientDefaults);
const sns = new SNSClient(clientDefaults);

/** The schedule's input holds nothing that is needed: the scope is all rules. */
const anyEvent = z.looseObject({});

/** Has ECR try each rule's credential, as it says nothing itself when one has died. */
export const handler = wrap(anyEvent, async () => {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const rules = await validateRules({ ecr, secretsManager }, config.pullThroughCache.rules);
  logger.info('Pull-through cache rules validated', { rules });
  count({ InvalidCacheRules: rules.filter(({ valid }) => valid === false).length });
  for (const alert of [validityAlert(rules), dueAlert(rules)]) {
    if (alert) await sendAlert(sns, topic, alert);
  }
  return { rules };
});
