import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { onValidation, validationEvent } from '../shared/cache/credentials/on-validation.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const secretsManager = new SecretsManagerClient(clientDefaults);
const people = peopleOf(config.alerts, ownersIn(ecr));

/** Has ECR try each rule's credential, as it says nothing itself when one has died. */
export const handler = wrap(validationEvent, (event) =>
  onValidation({ ecr, secretsManager }, people(), config.pullThroughCache.rules, event),
);
