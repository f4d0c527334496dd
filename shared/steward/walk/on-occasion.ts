import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { STSClient } from '@aws-sdk/client-sts';
import { functionGate } from '../../actions/function-gate.ts';
import { notifierOf } from '../../alerts/notifier.ts';
import { ownersReading } from '../../alerts/owners.ts';
import type { ActiveConfiguration } from '../../config/active/read.ts';
import { createSettingsReader } from '../../registry/settings/reader.ts';
import {
  clientOfTarget,
  identifyTarget,
  type RegistryTarget,
} from '../../registry/target-client.ts';
import { logger } from '../../runtime/logger.ts';
import type { Store } from '../../runtime/store/store.ts';
import { usesOfFunction } from '../../use/of-function.ts';
import { durableSteps } from '../../walk/durable.ts';
import type { Visitor } from '../../walk/visitor.ts';
import { runWalk } from '../../walk/walk.ts';
import { notifyFailures } from './failures.ts';
import { inventoryOf } from './inventory.ts';
import { type Occasion, settingsNames } from './occasion.ts';
import { walkRegistries } from './registries.ts';
import { ownTarget } from './targets.ts';
import { declaresSettings, imageVisitors, settingsVisitors } from './visitors.ts';

/** What walks are made with. */
export interface Walking {
  active: ActiveConfiguration;
  sts: STSClient;
  dynamodb: DynamoDBClient;
  store: Store;
}

/**
 * Walks the registries: each night for all capabilities, and for the inventory those of `targets:`. After an activation,
 * only for what brings settings of repositories in line, where registry.yml declares any.
 */
export function onOccasion(
  walking: Walking,
  { only, target }: Occasion,
  context: DurableContext,
): Promise<object> {
  if (only) return walkFor(only, walking, context);
  const { version, config } = walking.active;
  const notifier = notifierOf(config.alerts)();
  const walk = (registry: RegistryTarget, isOwn: boolean) => {
    const tools = toolsFor(walking, context, registry);
    return walkOne(walking, context, tools, visitorsFor(tools, isOwn));
  };
  const { targets } = config;
  return walkRegistries(context, { targets, version, notifier, walk }, target);
}

/** Walks the registry of the stack for some of the visitors. */
async function walkFor(
  only: NonNullable<Occasion['only']>,
  walking: Walking,
  context: DurableContext,
): Promise<object> {
  const isOfSettings = only.every((name) => settingsNames.includes(name));
  if (isOfSettings && !declaresSettings(walking.active.config)) return { repositories: 0 };
  const home = ownTarget(context.lambdaContext.invokedFunctionArn);
  const tools = toolsFor(walking, context, home);
  const all = visitorsFor(tools, true);
  const named = all.filter(({ name }) => only.some((it) => it === name));
  return walkOne(walking, context, tools, named);
}

/** Settings come first: what they change is in the inventory of the same night. */
function visitorsFor(tools: Tools, isOwn: boolean): Visitor[] {
  const inventory = inventoryOf({ ...tools, isOwn });
  return isOwn ? [...settingsVisitors(tools), ...imageVisitors(tools), inventory] : [inventory];
}

type Tools = ReturnType<typeof toolsFor>;

/** What all visitors of one registry share. */
function toolsFor(
  { active, sts, dynamodb, store }: Walking,
  { lambdaContext, executionContext }: DurableContext,
  target: RegistryTarget,
) {
  const { config } = active;
  const ecr = clientOfTarget(sts, target, config.limits);
  const settings = createSettingsReader(ecr);
  const owners = ownersReading(settings.resourceTags);
  const { functionName } = lambdaContext;
  const run = { functionName, awsRequestId: executionContext.durableExecutionArn };
  return {
    ...{ active, target, ecr, dynamodb, settings, store },
    clientOfSource: (source: RegistryTarget) => clientOfTarget(sts, source, config.limits),
    gate: functionGate(ecr, active).gate(run),
    notifier: notifierOf(config.alerts, owners, { looksUp: true })(),
  };
}

async function walkOne(
  { store }: Walking,
  context: DurableContext,
  { active, ecr, target, settings, notifier }: Tools,
  visitors: readonly Visitor[],
): Promise<object> {
  const end = await runWalk(durableSteps(context), {
    ...{ ecr, store, settings, visitors },
    uses: usesOfFunction(active.config.use, { store }),
    identify: () => identifyTarget(ecr, target),
    onFailure: ({ error, ...where }) =>
      logger.error('The walk failed at a place', { where, error }),
  });
  await context.step('notify', () => notifyFailures(notifier, end));
  return { repositories: end.repositories, ...end.visitors };
}
