import { ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { functionGate } from '../shared/acts/function-gate.ts';
import { tellUntold } from '../shared/acts/untold.ts';
import { ownersIn } from '../shared/alerts/owners.ts';
import { peopleOf } from '../shared/alerts/people.ts';
import { actCounts, countOutcomes, throwIfFailed } from '../shared/baseline/apply.ts';
import { planForScope } from '../shared/baseline/plan.ts';
import { react } from '../shared/baseline/react.ts';
import { repositoryNameAlerts } from '../shared/naming/alert.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { unlessGone } from '../shared/registry/races.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { repositoryName, repositoryOfArn } from '../shared/runtime/ecr-fields.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const people = peopleOf(config.alerts, ownersIn(ecr));
const { gate, ledger } = functionGate(ecr, config);
const naming = compileNaming(config.naming);
const cachePrefixes = config.pullThroughCache.rules.map(({ prefix }) => prefix);
const hasRules = config.baseline.length > 0 || config.naming.repositories.length > 0;

/** From the schedule the scope is the registry; from a call that CloudTrail tells of, one repository. */
const occasion = z.discriminatedUnion('detail-type', [
  z.object({ 'detail-type': z.literal('Scheduled Event') }),
  z.object({
    'detail-type': z.literal('AWS API Call via CloudTrail'),
    detail: z.object({
      requestParameters: z.union([
        z.object({ repositoryName }),
        // Of tags, which any resource can have.
        z.pipe(
          z.object({ resourceArn: repositoryOfArn }),
          z.transform((it) => ({ repositoryName: it.resourceArn })),
        ),
      ]),
    }),
  }),
]);

/** Holds repositories against their rules: the name is told when it is wrong, the rest brought in line. */
export const handler = wrap(occasion, async (event, context) => {
  if (!hasRules) return { checked: 0 };
  const told = people();
  const began = new Date();
  const names = 'detail' in event ? [event.detail.requestParameters.repositoryName] : [];
  const planned = await unlessGone(planForScope(ecr, config.baseline, { names, cachePrefixes }));
  if (planned === undefined) return { checked: 0 };

  const { repositories } = planned.checked;
  await told.tell(repositoryNameAlerts(naming, repositories));

  const with_ = { ecr, rules: config.baseline, gate: gate(context) };
  const { plan, applied } = await react(with_, told, planned, began);
  const outcomes = countOutcomes(applied);
  logger.info('Repositories held against their rules', { checked: repositories.length, outcomes });
  count(actCounts(applied));
  if (plan.isWhole) await tellUntold(ledger(), told.tell, 'baseline');
  throwIfFailed(plan, applied);
  return { checked: repositories.length, outcomes };
});
