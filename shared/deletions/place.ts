import { declaredPrefixes } from '../config/schema/prefix.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { origin } from '../runtime/environment.ts';
import type { Place } from './ways-back.ts';

/**
 * The registry of the stack, and the others that registry.yml names.
 *
 * @throws MissingVariableError without what `origin` needs.
 */
export function placeOf(config: Pick<RegistryConfig, 'pullThroughCache' | 'targets'>): Place {
  const { account: registryId, region } = origin();
  return {
    ...{ registryId, region, cachePrefixes: declaredPrefixes(config) },
    targets: config.targets.flatMap(({ account, regions }) =>
      regions.map((other) => ({ registryId: account, region: other })),
    ),
  };
}
