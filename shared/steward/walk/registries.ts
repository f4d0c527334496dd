import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { Notifier } from '../../alerts/notifier.ts';
import type { Target } from '../../config/schema/schema.ts';
import { failedTargetAlerts } from '../../inventory/alert.ts';
import type { RegistryTarget } from '../../registry/target-client.ts';
import { allTargets, ownTarget, readTargets, TargetsFailedError } from './targets.ts';

/** The registries that are walked, and how. */
export interface Registries {
  /** `targets:` of registry.yml. */
  targets: readonly Target[];
  /** The version of the configuration that the run began with: the executions of other registries have it too. */
  version: number;
  notifier: Pick<Notifier, 'notify'>;
  /** Walks one registry; `isOwn`: it is that of the stack. */
  walk(target: RegistryTarget, isOwn: boolean): Promise<object>;
}

/**
 * Walks the function's own registry, or `only`; where registry.yml declares others, each in an execution of its own.
 *
 * @throws TargetsFailedError when some could not be walked; the others are, and an alert is sent.
 */
export async function walkRegistries(
  context: DurableContext,
  { targets, version, notifier, walk }: Registries,
  only?: RegistryTarget,
): Promise<object> {
  const home = ownTarget(context.lambdaContext.invokedFunctionArn);
  const [target = home, ...others] = only ? [only] : allTargets(home, targets);
  if (others.length === 0) {
    return walk(target, target.account === home.account && target.region === home.region);
  }
  const { results, failed } = await readTargets(context, [target, ...others], version);
  if (failed.length === 0) return { results };
  await context.step('notify', () => notifier.notify(failedTargetAlerts(failed)));
  throw new TargetsFailedError(failed);
}
