import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { countOutcomes, throwIfFailed } from '../shared/naming/enforce.ts';
import { planForRegistry } from '../shared/naming/plan.ts';
import { react, settleNames } from '../shared/naming/react.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const naming = compileNaming(config.naming);

/** The schedule's input holds nothing that is needed: the scope is the registry. */
const anyEvent = z.looseObject({});

/** Holds the whole registry against the rules: what a push has left, and what no event has told. */
export const handler = wrap(anyEvent, async () => {
  const told = people();
  const began = new Date();
  const plan = await planForRegistry(ecr, naming);
  const enforced = await react(ecr, told, naming, plan);
  const outcomes = countOutcomes(enforced);
  const { checked, deletes } = plan;
  logger.info('Names checked', { checked, deletes, outcomes });
  count({
    WrongNames: enforced.length,
    TagsDeleted: outcomes.deleted ?? 0,
    DeletionsHeld: outcomes.held ?? 0,
  });
  await settleNames(told, began, plan, enforced);
  throwIfFailed(enforced);
  return { checked, deletes, outcomes };
});
