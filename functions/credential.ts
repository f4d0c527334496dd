import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { peopleOf } from '../shared/alerts/people.ts';
import { shapeAlerts, shapeSweep } from '../shared/cache/alert.ts';
import { shapesOfCredentials } from '../shared/cache/credentials/value.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const secretsManager = new SecretsManagerClient(clientDefaults);
const people = peopleOf(config.alerts);

/** The schedule's input holds nothing that is needed: the scope is all credentials. */
const anyEvent = z.looseObject({});

/** Where registry.yml says `validate: deep`: are the secrets what ECR wants? The only one to read them. */
export const handler = wrap(anyEvent, async () => {
  if (config.pullThroughCache.validate !== 'deep') return { credentials: [] };
  const { tell, settle } = people();
  const began = new Date();
  const credentials = await shapesOfCredentials(secretsManager, config.pullThroughCache);
  logger.info('Credentials looked into', { credentials });
  const wrong = shapeAlerts(credentials);
  await tell(wrong);
  await settle(shapeSweep(credentials, began), wrong);
  return { credentials };
});
