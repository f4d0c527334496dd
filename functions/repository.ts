import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { sendAlert } from '../shared/alerts/alert.ts';
import { tellOnce } from '../shared/alerts/once.ts';
import { deviationAlerts } from '../shared/baseline/alert.ts';
import { applyBaseline, countOutcomes, throwIfFailed } from '../shared/baseline/apply.ts';
import { planForScope } from '../shared/baseline/plan.ts';
import { checkRepository } from '../shared/naming/check.ts';
import { react } from '../shared/naming/react.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { unlessGone } from '../shared/registry/races.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = new ECRClient(clientDefaults);
const sns = new SNSClient(clientDefaults);
const dynamodb = new DynamoDBClient(clientDefaults);
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
        repositoryName: z.string().check(z.regex(/^[a-z0-9][a-z0-9._/-]{1,255}$/)),
      }),
    }),
  }),
]);

/** Holds repositories against their rules: the name is told when it is wrong, the rest brought in line. */
export const handler = wrap(occasion, async (event) => {
  const people = { sns, topic: requireVariable('ALERT_TOPIC_ARN'), ledger: ledger() };
  if (!hasRules) return { checked: 0 };
  const names = 'detail' in event ? [event.detail.requestParameters.repositoryName] : [];
  const plan = await unlessGone(planForScope(ecr, config.baseline, { names, cachePrefixes }));
  if (plan === undefined) return { checked: 0 };

  const { repositories } = plan.checked;
  const violations = repositories.flatMap((name) => checkRepository(naming, name));
  const checked = { repositories: repositories.length, images: 0, tags: 0 };
  await react(ecr, people, naming, { checked, violations });

  for (const { alert, cause } of deviationAlerts(plan.deviations)) {
    await tellOnce(people.ledger, cause, () => sendAlert(sns, people.topic, alert));
  }
  const applied = await applyBaseline(ecr, config.baseline, plan);
  const outcomes = countOutcomes(applied);
  logger.info('Repositories held against their rules', { checked, outcomes, applied });
  count({ RepositorySettingsSet: outcomes.set ?? 0 });
  throwIfFailed(plan, applied);
  return { checked: repositories.length, outcomes };
});

function ledger() {
  return { dynamodb, table: requireVariable('LEDGER_TABLE') };
}
