import { declaredPrefixes } from '../config/schema/prefix.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { origin, requireVariable } from '../runtime/environment.ts';
import type { Place } from '../use/ways-back.ts';

export interface DeletionPlace extends Place {
  /** The bucket of the inventory, which has the table of deletions. */
  bucket: string;
}

/**
 * The registry of the stack, the others that registry.yml names, and the bucket.
 *
 * @throws MissingVariableError without INVENTORY_BUCKET and what `origin` needs.
 */
export function placeOf(
  config: Pick<RegistryConfig, 'pullThroughCache' | 'targets'>,
): DeletionPlace {
  const { account: registryId, region } = origin();
  return {
    ...{ registryId, region, cachePrefixes: declaredPrefixes(config) },
    targets: config.targets.flatMap(({ account, regions }) =>
      regions.map((other) => ({ registryId: account, region: other })),
    ),
    bucket: requireVariable('INVENTORY_BUCKET'),
  };
}
