import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { deviationAlerts } from '../shared/baseline/alert.ts';
import { applyBaseline, countOutcomes, throwIfFailed } from '../shared/baseline/apply.ts';
import { planForScope } from '../shared/baseline/plan.ts';
import { rehearseBaseline } from '../shared/baseline/rehearse.ts';
import { checkRepository } from '../shared/naming/check.ts';
import { react } from '../shared/naming/react.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { unlessGone } from '../shared/registry/races.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { repositoryName } from '../shared/runtime/ecr-fields.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const naming = compileNaming(config.naming);
const cachePrefixes = config.pullThroughCache.rules.map(({ prefix }) => prefix);
const hasRules = config.baseline.length > 0 || config.naming.repositories.length > 0;

/** From the schedule the scope is the registry; from a call that CloudTrail tells of, one repository. */
const occasion = z.discriminatedUnion('detail-type', [
  z.object({ 'detail-type': z.literal('Scheduled Event') }),
  z.object({
    'detail-type': z.literal('AWS API Call via CloudTrail'),
    detail: z.object({
      requestParameters: z.object({
        repositoryName,
      }),
    }),
  }),
]);

/** Holds repositories against their rules: the name is told when it is wrong, the rest brought in line. */
export const handler = wrap(occasion, async (event) => {
  if (!hasRules) return { checked: 0 };
  const told = people();
  const began = new Date();
  const names = 'detail' in event ? [event.detail.requestParameters.repositoryName] : [];
  const planned = await unlessGone(planForScope(ecr, config.baseline, { names, cachePrefixes }));
  if (planned === undefined) return { checked: 0 };

  const { repositories } = planned.checked;
  const violations = repositories.flatMap((name) => checkRepository(naming, name));
  const checked = { repositories: repositories.length, images: 0, tags: 0 };
  await react(ecr, told, naming, { checked, violations });

  const plan = await rehearseBaseline(ecr, planned);
  const found = deviationAlerts(plan.deviations);
  await told.tell(found);
  const applied = await applyBaseline(ecr, config.baseline, plan);
  const outcomes = countOutcomes(applied);
  logger.info('Repositories held against their rules', { checked, outcomes, applied });
  count({ RepositorySettingsSet: outcomes.set ?? 0 });
  if (names.length === 0) await told.settle({ kinds: ['repository.baseline'], began }, found);
  throwIfFailed(plan, applied);
  return { checked: repositories.length, outcomes };
});
