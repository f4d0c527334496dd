import { ECRClient } from '@aws-sdk/client-ecr';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { functionGate } from '../shared/actions/function-gate.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { reconcileCache } from '../shared/cache/reconcile.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';

/** Brings the cache rules, and what belongs to them, in line with registry.yml. */
export const handler = wrap(
  anyEvent,
  configured((active) => {
    const { config, file } = active;
    const ecr = paced(new ECRClient(clientDefaults), config.limits);
    const secretsManager = new SecretsManagerClient(clientDefaults);
    const notifier = notifierOf(config.alerts, ownersIn(ecr));
    const { gate, ledger } = functionGate(ecr, active);
    const clients = { ecr, secretsManager };
    return (_event, context) => {
      const run = { gate: gate(context), ledger: ledger(), notifier: notifier(), file };
      return reconcileCache({ clients, ...run }, config.pullThroughCache);
    };
  }),
);
