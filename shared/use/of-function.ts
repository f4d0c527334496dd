import { clientDefaults } from '../runtime/clients.ts';
import { origin } from '../runtime/environment.ts';
import { guardOf, REMEMBERED_MS, type UseGuard } from './guard.ts';
import { type UseSource, usesReading } from './reading.ts';
import { rememberedFor } from './remembered.ts';
import type { Uses } from './uses.ts';

/** What runs images of the registry of a function's account and region. */
export function usesOfFunction(sources: readonly UseSource[]): () => Promise<Uses> {
  const registry = async () => {
    const { account: registryId, region } = origin();
    return { registryId, region };
  };
  return usesReading({ sources, registry }, clientDefaults);
}

/** The same, read once a minute at most: a burst of events asks once. */
export function rememberedUsesOfFunction(sources: readonly UseSource[]): () => Promise<Uses> {
  return rememberedFor(REMEMBERED_MS, usesOfFunction(sources));
}

/** The guard of a function. */
export function guardOfFunction(sources: readonly UseSource[]): UseGuard {
  return guardOf(usesOfFunction(sources));
}
