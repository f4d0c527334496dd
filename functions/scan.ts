import { functionGate } from '../shared/actions/function-gate.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { scanEvent } from '../shared/scanning/events.ts';
import { onScanEvent } from '../shared/scanning/on-event.ts';
import { compileScanning } from '../shared/scanning/rules.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { guardOf } from '../shared/use/guard.ts';
import { usesAtOnce } from '../shared/use/of-function.ts';

/** An image was scanned, or its scanning has ended: checks its findings against the rules. */
export const handler = wrap(
  scanEvent,
  configured((active) => {
    const { config } = active;
    const { ecr, notifier } = clientsOf(active);
    const { gate, ledger } = functionGate(ecr, active);
    const uses = usesAtOnce(config.use);
    const guard = guardOf(uses);
    const scanning = compileScanning(config.scanning);
    return (event, context) => {
      const with_ = { ecr, scanning, uses, guard, gate: gate(context) };
      const to = { notifier: notifier(), ledger: ledger() };
      const gatherSeconds = Number(requireVariable('GATHER_SECONDS'));
      return onScanEvent({ with_, to, gatherSeconds }, event);
    };
  }),
);
