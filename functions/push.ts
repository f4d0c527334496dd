import { ECRClient } from '@aws-sdk/client-ecr';
import { functionGate } from '../shared/actions/function-gate.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { onPush, pushEvent } from '../shared/naming/on-push.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';
import { functionGuard } from '../shared/use/function-guard.ts';

/** An image was pushed: checks its tags and its repository's name against the rules. */
export const handler = wrap(
  pushEvent,
  configured((active) => {
    const { config } = active;
    const ecr = paced(new ECRClient(clientDefaults), config.limits);
    const notifier = notifierOf(config.alerts, ownersIn(ecr));
    const { gate } = functionGate(ecr, active);
    const guard = functionGuard(config.use.sources);
    const naming = compileNaming(config.naming);
    const cachePrefixes = declaredPrefixes(config);
    return (event, context) =>
      onPush({ ecr, naming, guard, gate: gate(context) }, notifier(), cachePrefixes, event);
  }),
);
