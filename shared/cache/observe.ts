import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RegistryConfig } from '../config/schema.ts';
import { cacheRules, type RegistryCacheRule } from '../registry/read.ts';
import { type Credential, lookUpCredential } from './credential.ts';

/** What the registry has: its rules, and by name the secrets that the declared rules name. */
export interface ObservedCache {
  rules: readonly RegistryCacheRule[];
  credentials: ReadonlyMap<string, Credential>;
}

/** Reads the registry's rules, and looks up each secret that a declared rule names: one call each. */
export async function observeCache(
  { ecr, secretsManager }: { ecr: ECRClient; secretsManager: SecretsManagerClient },
  declared: RegistryConfig['pullThroughCache'],
): Promise<ObservedCache> {
  const names = [...new Set(declared.rules.flatMap(({ credential }) => credential ?? []))];
  const [rules, credentials] = await Promise.all([
    cacheRules(ecr),
    Promise.all(names.map((name) => lookUpCredential(secretsManager, name))),
  ]);
  const byName = names.flatMap((name, index) => {
    const credential = credentials[index];
    return credential ? [[name, credential] as const] : [];
  });
  return { rules, credentials: new Map(byName) };
}
