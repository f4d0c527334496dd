import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { failedPull, onFailedPull } from '../shared/cache/failures/on-failure.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';

/** A pull through the cache failed: reports why and what to do, once per cause. */
export const handler = wrap(
  failedPull,
  configured((active) => {
    const { ecr, notifier } = clientsOf(active);
    const secretsManager = new SecretsManagerClient(clientDefaults);
    return (event) => onFailedPull({ ecr, secretsManager }, notifier(), event);
  }),
);
