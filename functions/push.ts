import { functionGate } from '../shared/actions/function-gate.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { pushEvent } from '../shared/naming/on-push.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { compileSigning } from '../shared/signing/rules.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { onPushed } from '../shared/steward/on-push.ts';
import { guardAtOnce } from '../shared/use/of-function.ts';

/** An image was pushed: checks its tags and its repository's name against the rules, and notes that it has to be signed. */
export const handler = wrap(
  pushEvent,
  configured((active) => {
    const { config } = active;
    const { ecr, notifier } = clientsOf(active);
    const { gate, ledger } = functionGate(ecr, active);
    const guard = guardAtOnce(config.use);
    const naming = compileNaming(config.naming);
    const cachePrefixes = declaredPrefixes(config);
    const signing = compileSigning(config.registry.signing, cachePrefixes);
    return (event, context) => {
      const run = { gate: gate(context), notifier: notifier(), ledger: ledger() };
      return onPushed({ ecr, naming, guard, ...run }, { cachePrefixes, signing }, event);
    };
  }),
);
