import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import config from '../registry.yml';
import { countOutcomes, throwIfFailed } from '../shared/naming/enforce.ts';
import { planForRegistry } from '../shared/naming/plan.ts';
import { react } from '../shared/naming/react.ts';
import { compileNaming } from '../shared/naming/rules.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { requireVariable } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { count } from '../shared/runtime/metrics.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const ecr = paced(new ECRClient(clientDefaults));
const sns = new SNSClient(clientDefaults);
const dynamodb = new DynamoDBClient(clientDefaults);
const naming = compileNaming(config.naming);

/** The schedule's input holds nothing that is needed: the scope is the registry. */
const anyEvent = z.looseObject({});

/** Holds the whole registry against the rules: what a push has left, and what no event has told. */
export const handler = wrap(anyEvent, async () => {
  const topic = requireVariable('ALERT_TOPIC_ARN');
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  const plan = await planForRegistry(ecr, naming);
  const enforced = await react(ecr, { sns, topic, ledger }, naming, plan);
  const outcomes = countOutcomes(enforced);
  const { checked, deletes } = plan;
  logger.info('Names checked', { checked, deletes, outcomes });
  count({
    WrongNames: enforced.length,
    TagsDeleted: outcomes.deleted ?? 0,
    DeletionsHeld: outcomes.held ?? 0,
  });
  throwIfFailed(enforced);
  return { checked, deletes, outcomes };
});
