import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { sendAlert } from '../shared/alerts/alert.ts';
import { failureAlert, validitiesOf, validityAlert } from '../shared/cache/alert.ts';
import { applyCache } from '../shared/cache/apply.ts';
import { isPlainRepository } from '../shared/cache/change.ts';
import { observeCache } from '../shared/cache/observe.ts';
import { planCache } from '../shared/cache/plan.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const secretsManager = new SecretsManagerClient(clientDefaults);
const sns = new SNSClient(clientDefaults);

/** Whatever the occasion, a schedule or a finished deployment: the scope is all rules. */
const anyEvent = z.looseObject({});

/** Brings the cache rules, and what belongs to them, in line with registry.yml. */
export const handler = wrap(anyEvent, async () => {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const declared = config.pullThroughCache;
  const plan = planCache(declared, await observeCache({ ecr, secretsManager }, declared));
  const applied = await applyCache(ecr, plan);
  const changes = applied.filter((change) => !isPlainRepository(change));
  const repositoriesAsDeclared = applied.length - changes.length;
  logger.info('Pull-through cache rules reconciled', { changes, repositoriesAsDeclared });
  for (const alert of [failureAlert(changes), validityAlert(validitiesOf(changes))]) {
    if (alert) await sendAlert(sns, topic, alert);
  }
  return { changes, repositoriesAsDeclared };
});
