import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ledgerOfStack } from '../shared/alerts/ledger/ledger.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { onSchedule } from '../shared/cache/warm/on-schedule.ts';
import { paced } from '../shared/registry/paced.ts';
import { clientDefaults } from '../shared/runtime/clients.ts';
import { anyEvent } from '../shared/runtime/event.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';

/** Has ECR import the images under `warm` in registry.yml, and reports what fails, once per cause. */
export const handler = wrap(
  anyEvent,
  configured(({ config }) => {
    const ecr = paced(new ECRClient(clientDefaults), config.limits);
    const dynamodb = new DynamoDBClient(clientDefaults);
    const notifier = notifierOf(config.alerts);
    return (_event, context) => {
      const timeLeft = () => context.getRemainingTimeInMillis();
      const run = { notifier: notifier(), ledger: ledgerOfStack(dynamodb), timeLeft };
      return onSchedule(ecr, run, config.pullThroughCache);
    };
  }),
);
