import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { sendAlert } from '../shared/alerts/alert.ts';
import { dueAlert, validityAlert } from '../shared/cache/alert.ts';
import { validateRules } from '../shared/cache/validate.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const secretsManager = new SecretsManagerClient(clientDefaults);
const sns = new SNSClient(clientDefaults);

/** From the schedule the scope is all rules; from a change of a secret, those that log in with it. */
const occasion = z.looseObject({
  detail: z.optional(
    z.looseObject({
      requestParameters: z.optional(z.looseObject({ secretId: z.optional(z.string()) })),
    }),
  ),
});

/** Has ECR try each rule's credential, as it says nothing itself when one has died. */
export const handler = wrap(occasion, async ({ detail }) => {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const { rules: declared } = config.pullThroughCache;
  const secret = detail?.requestParameters?.secretId;
  const rules = await validateRules(
    { ecr, secretsManager },
    { declared, ...(secret && { secret }) },
  );
  logger.info('Pull-through cache rules validated', { rules });
  count({ InvalidCacheRules: rules.filter(({ valid }) => valid === false).length });
  for (const alert of [validityAlert(rules), dueAlert(rules)]) {
    if (alert) await sendAlert(sns, topic, alert);
  }
  return { rules };
});
