import type { ECRClient } from '@aws-sdk/client-ecr';
import { clientDefaults } from '../runtime/clients.ts';
import { origin } from '../runtime/environment.ts';
import { guardOf, REMEMBERED_MS, type UseGuard } from './guard.ts';
import { type UseReading, useReading } from './lifecycle.ts';
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

/** The guard of a function. */
export function guardOfFunction(sources: readonly UseSource[]): UseGuard {
  return guardOf(usesOfFunction(sources));
}

/** What a function needs to say what of a repository is in use; what runs is read once a minute. */
export function useReadingOfFunction(ecr: ECRClient, sources: readonly UseSource[]): UseReading {
  return useReading(ecr, rememberedFor(REMEMBERED_MS, usesOfFunction(sources)));
}
