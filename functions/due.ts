import { functionGate } from '../shared/actions/function-gate.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { compileSigning } from '../shared/signing/rules.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { dueLooks } from '../shared/steward/due-looks.ts';
import { onDue } from '../shared/steward/on-due.ts';
import { guardOfFunction } from '../shared/use/of-function.ts';

/** Each hour: checks the images that are due, and replication backfills, and reports what is paused. */
export const handler = wrap(
  anyEvent,
  configured((active) => {
    const { config } = active;
    const { ecr, notifier } = clientsOf(active);
    const { gate, ledger } = functionGate(ecr, active);
    const guard = guardOfFunction(config.use);
    const naming = compileNaming(config.naming);
    const cachePrefixes = declaredPrefixes(config);
    const signing = compileSigning(config.registry.signing, cachePrefixes);
    return (_event, context) => {
      const to = { notifier: notifier(), ledger: ledger() };
      const names = { ecr, naming, guard, gate: gate(context), cachePrefixes, ...to };
      const due = dueLooks(config, names, { ecr, signing, ...to });
      return onDue(due, to, context.getRemainingTimeInMillis());
    };
  }),
);
