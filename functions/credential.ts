import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { reportShapes } from '../shared/cache/credentials/report-shapes.ts';
import { shapesOfCredentials } from '../shared/cache/credentials/value.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';

/** Checks the shape of the secrets, where registry.yml says `validate: deep`. The only function that reads them. */
export const handler = wrap(
  anyEvent,
  configured(({ config }) => {
    const secretsManager = new SecretsManagerClient(clientDefaults);
    const notifier = notifierOf(config.alerts);
    return async () => {
      const began = new Date();
      const credentials = await shapesOfCredentials(secretsManager, config.pullThroughCache);
      return reportShapes(notifier(), credentials, began);
    };
  }),
);
