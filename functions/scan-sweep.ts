import { functionGate } from '../shared/actions/function-gate.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { onSchedule } from '../shared/scanning/on-schedule.ts';
import { compileScanning } from '../shared/scanning/rules.ts';
import { clientsOf } from '../shared/steward/clients-of.ts';
import { configured } from '../shared/steward/configured.ts';
import { functionGuard } from '../shared/use/function-guard.ts';

/** Checks the findings of all images that are in use: what no event has reported. */
export const handler = wrap(
  anyEvent,
  configured((active) => {
    const { config } = active;
    const { ecr, notifier } = clientsOf(active);
    const { gate, ledger } = functionGate(ecr, active);
    const guard = functionGuard(config.use.sources);
    const scanning = compileScanning(config.scanning);
    return (_event, context) => {
      const with_ = { ecr, scanning, guard, gate: gate(context) };
      const to = { notifier: notifier(), ledger: ledger() };
      return onSchedule(with_, to, context.getRemainingTimeInMillis());
    };
  }),
);
