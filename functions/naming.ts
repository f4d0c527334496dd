import { functionGate } from '../shared/actions/function-gate.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { onNames } from '../shared/steward/on-names.ts';
import { functionGuard } from '../shared/use/function-guard.ts';

/**
 * Checks all names of the registry against the rules: what a push has left, and what no event has reported. Reports
 * what is paused.
 */
export const handler = wrap(
  anyEvent,
  configured((active) => {
    const { config } = active;
    const { ecr, notifier } = clientsOf(active);
    const { gate, ledger } = functionGate(ecr, active);
    const guard = functionGuard(config.use.sources);
    const naming = compileNaming(config.naming);
    const cachePrefixes = declaredPrefixes(config);
    return (_event, context) => {
      const to = { notifier: notifier(), ledger: ledger() };
      return onNames({ ecr, naming, guard, gate: gate(context) }, to, cachePrefixes);
    };
  }),
);
