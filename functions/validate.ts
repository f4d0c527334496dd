import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { onValidation, validationEvent } from '../shared/cache/credentials/on-validation.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';

/** Has ECR try each rule's credential, as ECR itself reports nothing when one stops working. */
export const handler = wrap(
  validationEvent,
  configured(({ config }) => {
    const ecr = paced(new ECRClient(clientDefaults), config.limits);
    const secretsManager = new SecretsManagerClient(clientDefaults);
    const notifier = notifierOf(config.alerts);
    return (event) =>
      onValidation({ ecr, secretsManager }, notifier(), config.pullThroughCache.rules, event);
  }),
);
