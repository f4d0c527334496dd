import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { RegistryIdentity } from '../registry/identity.ts';
import { readUses, sourcesOf, type UseClients } from './read.ts';
import { noUses, type Uses } from './uses.ts';

/** The services that are asked for the images that they run. */
export type UseSource = 'ecs' | 'lambda';

/** Where it is found out what runs. */
export interface UsesOptions {
  /** `use.sources` of registry.yml. Without any, nothing counts as in use. */
  sources: readonly UseSource[];
  /** The registry of the images; called with each reading. */
  registry(): Promise<RegistryIdentity>;
}

/** Reads what runs, in the account and region of the clients, which are made with the first reading. */
export function usesReading(
  { sources, registry }: UsesOptions,
  clientDefaults: ECSClientConfig & LambdaClientConfig,
): () => Promise<Uses> {
  if (sources.length === 0) return async () => noUses;
  let clients: UseClients | undefined;
  return async () => {
    clients ??= {
      ecs: sources.includes('ecs') ? new ECSClient(clientDefaults) : undefined,
      lambda: sources.includes('lambda') ? new LambdaClient(clientDefaults) : undefined,
    };
    return readUses(sourcesOf(clients), await registry());
  };
}
