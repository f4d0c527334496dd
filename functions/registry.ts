import { functionGate } from '../shared/actions/function-gate.ts';
import { reconcileRegistry } from '../shared/registry-settings/reconcile.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';

/** Brings the settings of the registry in line with registry.yml. */
export const handler = wrap(
  anyEvent,
  configured((active) => {
    const { ecr, notifier } = clientsOf(active);
    const { gate, ledger } = functionGate(ecr, active);
    return (_event, context) => {
      const run = { ecr, gate: gate(context), ledger: ledger(), notifier: notifier() };
      return reconcileRegistry(run, active.config.registry);
    };
  }),
);
