import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { failedPull, onFailedPull } from '../shared/cache/failures/on-failure.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';

/** A pull through the cache failed: reports why and what to do, once per cause. */
export const handler = wrap(
  failedPull,
  configured(({ config }) => {
    const ecr = paced(new ECRClient(clientDefaults), config.limits);
    const secretsManager = new SecretsManagerClient(clientDefaults);
    const notifier = notifierOf(config.alerts, ownersIn(ecr));
    return (event) => onFailedPull({ ecr, secretsManager }, notifier(), event);
  }),
);
