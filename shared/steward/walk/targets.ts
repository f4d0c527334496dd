import { type DurableContext, NestingType } from '@aws/durable-execution-sdk-js';
import type { Target } from '../../config/schema/schema.ts';
import type { RegistryTarget } from '../../registry/target-client.ts';
import { StewardError } from '../../runtime/errors.ts';

/** A registry whose whole inventory failed, and why. */
export interface FailedTarget {
  target: RegistryTarget;
  error: string;
}

/** Some registries have no inventory this night; those of the others are published. */
export class TargetsFailedError extends StewardError {
  override name = 'TargetsFailedError' as const;

  constructor(failed: readonly FailedTarget[]) {
    const each = failed.map(({ target, error }) => `${target.account}/${target.region}: ${error}`);
    super(`no inventory of ${each.join('; ')}`);
  }
}

/** The function's own registry: of the same account and region. */
export function ownTarget(functionArn: string): RegistryTarget {
  const [, , , region = '', account = ''] = functionArn.split(':');
  return { account, region };
}

/** Whether it is the function's own registry, whose ledger is that of the stack. */
export function isOwnTarget(own: RegistryTarget, { account, region }: RegistryTarget): boolean {
  return account === own.account && region === own.region;
}

/** Every registry to read: the function's own, then those of `targets:` in registry.yml. */
export function allTargets(own: RegistryTarget, declared: readonly Target[]): RegistryTarget[] {
  const further = declared.flatMap(({ account, role, externalId, regions }) =>
    regions.map((region) => ({
      account,
      region,
      ...(role && { role }),
      ...(externalId && { externalId }),
    })),
  );
  return [own, ...further.filter((it) => !isOwnTarget(own, it))];
}

/** The function by its alias, which it may invoke: an execution may continue in a version, by its number. */
function throughAlias(arn: string): string {
  return arn.replace(/:(\d+|\$LATEST)$/, ':durable');
}

/** Registries that are read concurrently: each has its own rate limit. */
const TARGETS_AT_A_TIME = 8;

/** Has this function read each registry in its own execution, with its own limits. */
export async function readTargets(
  context: DurableContext,
  targets: readonly RegistryTarget[],
  configuration: number,
): Promise<{ results: unknown[]; failed: FailedTarget[] }> {
  const self = throughAlias(context.lambdaContext.invokedFunctionArn);
  const read = await context.map(
    'targets',
    [...targets],
    async (child, target): Promise<End> => {
      try {
        const name = `${target.account} ${target.region}`;
        const event = { target, configuration };
        return { ok: true, result: await child.invoke<unknown, unknown>(name, self, event) };
      } catch (error) {
        return { ok: false, target, error: error instanceof Error ? error.message : String(error) };
      }
    },
    { maxConcurrency: TARGETS_AT_A_TIME, nesting: NestingType.FLAT },
  );
  read.throwIfError();
  const ends = read.getResults();
  return {
    results: ends.flatMap((end) => (end.ok ? [end.result] : [])),
    failed: ends.flatMap((end) => (end.ok ? [] : [{ target: end.target, error: end.error }])),
  };
}

type End = { ok: true; result: unknown } | ({ ok: false } & FailedTarget);
