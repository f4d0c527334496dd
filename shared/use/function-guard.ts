import { clientDefaults } from '../runtime/clients.ts';
import { origin } from '../runtime/environment.ts';
import { createUseGuard, type UseGuard, type UseSource } from './guard.ts';

/** The guard of a function, for the registry of its account and region. */
export function functionGuard(sources: readonly UseSource[]): UseGuard {
  const registry = async () => {
    const { account: registryId, region } = origin();
    return { registryId, region };
  };
  return createUseGuard({ sources, registry }, clientDefaults);
}
