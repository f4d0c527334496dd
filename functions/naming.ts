import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { functionGate } from '../shared/acts/function-gate.ts';
import { tellUntold } from '../shared/acts/untold.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { declaredPrefixes } from '../shared/config/schema/prefix.ts';
import { actCounts, countOutcomes, throwIfFailed } from '../shared/naming/enforce.ts';
import { planForRegistry } from '../shared/naming/plan.ts';
import { react, settleNames } from '../shared/naming/react.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { functionGuard } from '../shared/use/function-guard.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const { gate, ledger } = functionGate(ecr, config);
const guard = functionGuard(config.use.sources);
const naming = compileNaming(config.naming);
const cachePrefixes = declaredPrefixes(config);

/** The schedule's input holds nothing that is needed: the scope is the registry. */
const anyEvent = z.looseObject({});

/** Holds the whole registry against the rules: what a push has left, and what no event has told. */
export const handler = wrap(anyEvent, async (_event, context) => {
  const told = people();
  const began = new Date();
  const plan = await planForRegistry(ecr, naming, { cachePrefixes });
  const enforced = await react({ ecr, naming, guard, gate: gate(context) }, told, plan);
  const outcomes = countOutcomes(enforced);
  const { checked } = plan;
  logger.info('Names checked', { checked, outcomes });
  count({ WrongNames: enforced.length, ...actCounts(enforced) });
  await settleNames(told, began, enforced);
  await tellUntold(ledger(), told.tell, 'naming');
  throwIfFailed(enforced);
  return { checked, outcomes };
});
