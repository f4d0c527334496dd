import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { sendAlert } from '../shared/alerts/alert.ts';
import { shapeAlert } from '../shared/cache/alert.ts';
import { shapesOfCredentials } from '../shared/cache/credential-value.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const secretsManager = new SecretsManagerClient(clientDefaults);
const sns = new SNSClient(clientDefaults);

/** The schedule's input holds nothing that is needed: the scope is all credentials. */
const anyEvent = z.looseObject({});

/** Where registry.yml says `validate: deep`: are the secrets what ECR wants? The only one to read them. */
export const handler = wrap(anyEvent, async () => {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const credentials = await shapesOfCredentials(secretsManager, config.pullThroughCache);
  logger.info('Credentials looked into', { credentials });
  const alert = shapeAlert(credentials);
  if (alert) await sendAlert(sns, topic, alert);
  return { credentials };
});
