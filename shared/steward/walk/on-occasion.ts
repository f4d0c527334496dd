import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { STSClient } from '@aws-sdk/client-sts';
import type * as z from 'zod/mini';
import { notifierOf } from '../../alerts/notifier.ts';
import { ownersIn } from '../../alerts/owners.ts';
import type { ActiveConfiguration } from '../../config/active/read.ts';
import {
  clientOfTarget,
  identifyTarget,
  type RegistryTarget,
} from '../../registry/target-client.ts';
import { durableSteps } from '../../walk/durable.ts';
import type { Store } from '../../walk/store/store.ts';
import { runWalk } from '../../walk/walk.ts';
import { notifyFailures } from './failures.ts';
import { walkRegistries } from './registries.ts';
import type { occasion } from './targets.ts';
import { visitorsOfOwn, visitorsOfTarget } from './visitors.ts';

/** What walks are made with. */
export interface Walking {
  active: ActiveConfiguration;
  sts: STSClient;
  dynamodb: DynamoDBClient;
  store: Store;
}

/** Walks the registries: each night for all capabilities. */
export function onOccasion(
  walking: Walking,
  { target: only }: z.infer<typeof occasion>,
  context: DurableContext,
): Promise<object> {
  const { version, config } = walking.active;
  const notifier = notifierOf(config.alerts)();
  const walk = (target: RegistryTarget, isOwn: boolean) => walkOne(walking, context, target, isOwn);
  return walkRegistries(context, { targets: config.targets, version, notifier, walk }, only);
}

async function walkOne(
  { active, sts, dynamodb, store }: Walking,
  context: DurableContext,
  target: RegistryTarget,
  isOwn: boolean,
): Promise<object> {
  const { config } = active;
  const ecr = clientOfTarget(sts, target, config.limits);
  const notifier = notifierOf(config.alerts, isOwn ? ownersIn(ecr) : undefined)();
  const work = { active, ecr, dynamodb, store, notifier };
  const visitors = isOwn ? visitorsOfOwn(work) : visitorsOfTarget(work);
  const end = await runWalk(durableSteps(context), {
    ...{ ecr, store, visitors },
    identify: () => identifyTarget(ecr, target),
    onFailure: (failure) => context.logger.error('A visitor of the walk failed', { ...failure }),
  });
  await context.step('notify', () => notifyFailures(notifier, end));
  return { repositories: end.repositories, ...end.visitors };
}
