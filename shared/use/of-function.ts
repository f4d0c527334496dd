import type { ECRClient } from '@aws-sdk/client-ecr';
import type { UseConfig } from '../config/schema/use.ts';
import { clientDefaults } from '../runtime/clients.ts';
import { origin } from '../runtime/environment.ts';
import { guardOf, REMEMBERED_MS, type UseGuard } from './guard.ts';
import { type UseReading, useReading } from './lifecycle.ts';
import type { UsesOptions } from './options.ts';
import { usesReading } from './reading.ts';
import { rememberedFor } from './remembered.ts';
import type { Uses } from './uses.ts';

/** Milliseconds that a reading takes at most: an invocation ends after 15 minutes. */
const MOST_MS = 600_000;

/**
 * Milliseconds for a function that a push or a scan starts, which has 30 seconds in all. Where they are too few, the image
 * is left alone, and the nightly walk, which has more time, looks at it again.
 */
const AT_ONCE_MS = 12_000;

/** What runs images of the registry of a function's account and region, by `use` of registry.yml. */
export function usesOfFunction(
  use: UseConfig,
  { within = MOST_MS, store }: Pick<UsesOptions, 'within' | 'store'> = {},
): () => Promise<Uses> {
  const registry = async () => {
    const { account: registryId, region } = origin();
    return { registryId, region };
  };
  return usesReading({ ...use, within, registry, ...(store && { store }) }, clientDefaults);
}

/** The same, read once a minute at most: a burst of events asks once. */
export function rememberedUsesOfFunction(use: UseConfig): () => Promise<Uses> {
  return rememberedFor(REMEMBERED_MS, usesOfFunction(use));
}

/** The same for a function that has seconds. */
export function usesAtOnce(use: UseConfig): () => Promise<Uses> {
  return rememberedFor(REMEMBERED_MS, usesOfFunction(use, { within: AT_ONCE_MS }));
}

/** The guard of a function that has minutes. */
export function guardOfFunction(use: UseConfig): UseGuard {
  return guardOf(usesOfFunction(use));
}

/** The guard of a function that has seconds. */
export function guardAtOnce(use: UseConfig): UseGuard {
  return guardOf(usesOfFunction(use, { within: AT_ONCE_MS }));
}

/** What a function needs to say what of a repository is in use; what runs is read once a minute. */
export function useReadingOfFunction(ecr: ECRClient, use: UseConfig): UseReading {
  return useReading(ecr, rememberedUsesOfFunction(use));
}
