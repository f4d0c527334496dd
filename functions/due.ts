import { functionGate } from '../shared/actions/function-gate.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { onDueNames } from '../shared/naming/on-due.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { watchBackfills } from '../shared/registry-settings/replication/watch.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { onDueSigning } from '../shared/signing/on-due.ts';
import { compileSigning } from '../shared/signing/rules.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
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
    const signs = config.registry.signing !== undefined;
    const backfills = config.registry.replication?.rules.some(({ backfill }) => backfill);
    return (_event, context) => {
      const to = { notifier: notifier(), ledger: ledger() };
      const names = { ecr, naming, guard, gate: gate(context), cachePrefixes, ...to };
      const due = {
        naming: (until: number) => onDueNames(names, until),
        ...(signs && { signing: (until: number) => onDueSigning({ ecr, signing, ...to }, until) }),
        ...(backfills && {
          backfills: () => watchBackfills({ ecr, ...to }, config.registry.replication),
        }),
      };
      return onDue(due, to, context.getRemainingTimeInMillis());
    };
  }),
);
