import { functionGate } from '../shared/actions/function-gate.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { restoreRule } from '../shared/usage/enforced-rule.ts';
import { onStorageClassEvent, storageClassEvent } from '../shared/usage/on-event.ts';
import { usesOfFunction } from '../shared/use/of-function.ts';

/** An image was archived: reports archived images that are in use, and restores them where it is allowed. */
export const handler = wrap(
  storageClassEvent,
  configured((active) => {
    const { use } = active.config;
    const { ecr, notifier } = clientsOf(active);
    const { gate, ledger } = functionGate(ecr, active);
    const uses = usesOfFunction(use);
    const rule = restoreRule(use);
    return (_event, context) => {
      const gatherSeconds = Number(requireVariable('GATHER_SECONDS'));
      const restoring = { ecr, gate: gate(context), rule };
      return onStorageClassEvent({
        ...{ restoring, uses, notifier: notifier(), ledger: ledger(), gatherSeconds },
      });
    };
  }),
);
