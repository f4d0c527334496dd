import type { UseConfig } from '../config/schema/use.ts';
import { clientDefaults } from '../runtime/clients.ts';
import { origin } from '../runtime/environment.ts';
import { guardOf, type UseGuard } from './guard.ts';
import { type UsesOptions, usesReading } from './reading.ts';
import type { Uses } from './uses.ts';

/**
 * Milliseconds that a guard reads for: a function that a push starts has 30 seconds in all. Where that is too short, the
 * image is left alone, and the nightly walk, which has more time, looks at it again.
 */
const GUARD_READS_MS = 12_000;

/** What runs images of the registry of a function's account and region, by `use` of registry.yml. */
export function usesOfFunction(
  use: UseConfig,
  options: Pick<UsesOptions, 'within'> = {},
): () => Promise<Uses> {
  const registry = async () => {
    const { account: registryId, region } = origin();
    return { registryId, region };
  };
  return usesReading({ ...use, ...options, registry }, clientDefaults);
}

/** The guard of a function. */
export function guardOfFunction(use: UseConfig): UseGuard {
  return guardOf(usesOfFunction(use, { within: GUARD_READS_MS }));
}
