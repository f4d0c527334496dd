import { ECRClient } from '@aws-sdk/client-ecr';
import { notifierOf } from '../alerts/notifier.ts';
import { ownersIn } from '../alerts/owners.ts';
import type { ActiveConfiguration } from '../config/active/read.ts';
import { paced } from '../registry/paced.ts';
import { clientDefaults } from '../runtime/clients.ts';

/** What most functions work with: ECR at the rates of registry.yml, and the notifier that knows owners. */
export function clientsOf({ config }: Pick<ActiveConfiguration, 'config'>) {
  const ecr = paced(new ECRClient(clientDefaults), config.limits);
  return { ecr, notifier: notifierOf(config.alerts, ownersIn(ecr)) };
}
