import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { functionGate } from '../shared/actions/function-gate.ts';
import { declaredCache } from '../shared/cache/declared.ts';
import { reconcileCache } from '../shared/cache/reconcile.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { resolveUndeclared } from '../shared/steward/undeclared.ts';

/** Brings the cache rules, and what belongs to them, in line with registry.yml. */
export const handler = wrap(
  anyEvent,
  configured((active) => {
    const { config, file } = active;
    const { ecr, notifier } = clientsOf(active);
    const secretsManager = new SecretsManagerClient(clientDefaults);
    const { gate, ledger } = functionGate(ecr, active);
    const clients = { ecr, secretsManager };
    return async (_event, context) => {
      const run = { gate: gate(context), ledger: ledger(), notifier: notifier(), file };
      const began = new Date();
      const done = await reconcileCache({ clients, ...run }, declaredCache(config));
      // This function runs in every stack, and after each activation.
      await resolveUndeclared(run.notifier, config, began);
      return done;
    };
  }),
);
