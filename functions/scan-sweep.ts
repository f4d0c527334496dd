import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { functionGate } from '../shared/acts/function-gate.ts';
import { tellUntold } from '../shared/acts/untold.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { scanSweep } from '../shared/scanning/alert.ts';
import { tellingDenied } from '../shared/scanning/denied.ts';
import { actCounts, react, throwIfFailed } from '../shared/scanning/react.ts';
import { compileScanning } from '../shared/scanning/rules.ts';
import { planForRegistry } from '../shared/scanning/sweep.ts';
import { functionGuard } from '../shared/use/function-guard.ts';

const ecr = paced(new ECRClient(clientDefaults));
const { gate, ledger } = functionGate(ecr, config);
const guard = functionGuard(config.use.sources);
const people = peopleOf(config.alerts, ownersIn(ecr));
const scanning = compileScanning(config.scanning);

/** The schedule's input holds nothing that is needed: the scope is the registry. */
const anyEvent = z.looseObject({});

/** So long before its time is up a run looks at no further image, to tell what it has found. */
const TIME_TO_REACT_MS = 120_000;

/** Looks at the images of the whole registry that are in use: what no event has told. */
export const handler = wrap(anyEvent, async (_event, context) => {
  const began = new Date();
  const until = new Date(Date.now() + context.getRemainingTimeInMillis() - TIME_TO_REACT_MS);
  const told = people();
  const plan = await tellingDenied(told, () => planForRegistry(ecr, scanning, { until }));
  const to = { people: told, ledger: ledger() };
  const reaction = await react({ ecr, scanning, guard, gate: gate(context) }, to, plan);
  await told.settle(scanSweep(plan, began), reaction.alerts);
  await tellUntold(ledger(), told.tell, 'scanning');
  const { lookedAt, failures, unknown, pending, left, others } = plan;
  const counts = { failed: failures.length, unknown: unknown.length, pending, left, others };
  logger.info('Scans looked at', { lookedAt, counts, told: reaction.told });
  count({ ImagesFailing: counts.failed, ImagesOfUnknownState: counts.unknown, ImagesLeft: left });
  count(actCounts(reaction));
  throwIfFailed(reaction);
  return { lookedAt, counts, told: reaction.told, tags: reaction.tags };
});
