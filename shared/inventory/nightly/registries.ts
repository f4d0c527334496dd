import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { Notifier } from '../../alerts/notifier.ts';
import type { Target } from '../../config/schema/schema.ts';
import type { RegistryTarget } from '../../registry/target-client.ts';
import { failedTargetAlerts } from '../alert.ts';
import type { ActionsSource } from '../rows/actions.ts';
import { type Nightly, type NightlyResult, runNightly } from './nightly.ts';
import { allTargets, isOwnTarget, ownTarget, readTargets, TargetsFailedError } from './targets.ts';

/** The registries that are read, and what that needs. */
export interface Registries {
  /** `targets:` of registry.yml. */
  targets: readonly Target[];
  /** The version of the configuration that the run began with: the executions of other registries have it too. */
  version: number;
  /** The ledger and the rules of the stack's own registry. */
  own: ActionsSource;
  notifier: Pick<Notifier, 'notify' | 'resolve'>;
  /** What the inventory of one registry needs. */
  work(target: RegistryTarget): Omit<Nightly, 'own' | 'notifier' | 'target'>;
}

/**
 * Takes the inventory of the function's own registry, or of `only`; where registry.yml declares others, of each in an
 * execution of its own.
 *
 * @throws TargetsFailedError when some have none; the others are published, and an alert is sent.
 */
export async function runRegistries(
  context: DurableContext,
  { targets, version, own, notifier, work }: Registries,
  only?: RegistryTarget,
): Promise<NightlyResult | { results: unknown[] }> {
  const home = ownTarget(context.lambdaContext.invokedFunctionArn);
  const [target = home, ...others] = only ? [only] : allTargets(home, targets);
  if (others.length === 0) {
    const isOwn = isOwnTarget(home, target);
    return runNightly(context, { ...work(target), target, notifier, own: isOwn ? own : undefined });
  }
  const { results, failed } = await readTargets(context, [target, ...others], version);
  if (failed.length === 0) return { results };
  await context.step('notify', () => notifier.notify(failedTargetAlerts(failed)));
  throw new TargetsFailedError(failed);
}
