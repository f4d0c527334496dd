import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CacheRule } from '../config/schema/schema.ts';
import { identify, type RegistryIdentity } from '../registry/identity.ts';
import {
  cacheRules,
  creationTemplates,
  type RegistryCacheRule,
  type RegistryRepository,
  type RegistryTemplate,
} from '../registry/read.ts';
import { registryPolicy } from '../registry/settings/policies.ts';
import type { ObservedSettings } from '../settings/observe.ts';
import { type Credential, lookUpCredential } from './credentials/state.ts';
import type { DeclaredCache } from './declared.ts';
import { observeRepositories } from './repositories/observe.ts';

/** The first of the rules that log in with a secret. */
function prefixOf(rules: Declared['rules'], secret: string): string {
  return rules.find(({ credential }) => credential === secret)?.prefix ?? 'PREFIX';
}

/**
 * What the registry has: its rules, the secrets that the declared rules name, and whatever else the file declares.
 * Undefined: not read, or nothing that could be planned.
 */
export interface ObservedCache {
  rules: readonly RegistryCacheRule[];
  credentials: ReadonlyMap<string, Credential>;
  templates?: readonly RegistryTemplate[] | undefined;
  policy?: ObservedPolicy | undefined;
  repositories?: ObservedSettings | undefined;
}

/** The registry policy's text, where there is one, and its registry. */
export interface ObservedPolicy {
  registry: RegistryIdentity;
  text?: string | undefined;
}

type Declared = DeclaredCache;

/**
 * Reads the registry's rules, and looks up each secret that a declared rule names: one call each. Templates and the
 * registry policy are read where a rule declares them (`repositories:`, `pullers:`, also empty ones), or where
 * `prune` deletes a rule and what belongs to it, perhaps of a rule that an earlier run has deleted. Otherwise a
 * registry without drift costs no more calls than its rules and secrets.
 */
export async function observeCache(
  { ecr, secretsManager }: { ecr: ECRClient; secretsManager: SecretsManagerClient },
  declared: Declared,
): Promise<ObservedCache> {
  const { rules: wanted, prune, creationTemplates: others = [] } = declared;
  const names = [...new Set(wanted.flatMap(({ credential }) => credential ?? []))];
  const [rules, credentials] = await Promise.all([
    cacheRules(ecr),
    Promise.all(
      names.map((name) =>
        lookUpCredential(secretsManager, name, { prefix: prefixOf(wanted, name) }),
      ),
    ),
  ]);
  const [templates, policy] = await Promise.all([
    prune || others.length > 0 || wanted.some((rule) => rule.repositories)
      ? creationTemplates(ecr)
      : undefined,
    prune || wanted.some((rule) => rule.pullers) ? observePolicy(ecr, wanted) : undefined,
  ]);
  const byName = names.flatMap((name, index) => {
    const credential = credentials[index];
    return credential ? [[name, credential] as const] : [];
  });
  return { rules, credentials: new Map(byName), templates, policy };
}

/** The same, and the repositories that the declared rules have created: see observeRepositories. */
export async function observeWhole(
  clients: Parameters<typeof observeCache>[0],
  declared: Declared,
  listed?: AsyncIterable<RegistryRepository>,
): Promise<ObservedCache & { repositories: ObservedSettings }> {
  const [observed, repositories] = await Promise.all([
    observeCache(clients, declared),
    observeRepositories(clients.ecr, declared, listed),
  ]);
  return { ...observed, repositories };
}

/** The policy says of which registry it is; where there is none, the registry is described if it is needed. */
async function observePolicy(
  ecr: ECRClient,
  wanted: readonly CacheRule[],
): Promise<ObservedPolicy | undefined> {
  const found = await registryPolicy(ecr);
  const isNeeded = wanted.some(({ pullers = [] }) => pullers.length > 0);
  if (found === undefined) return isNeeded ? { registry: await identify(ecr) } : undefined;
  const { registryId, text } = found;
  return { registry: { registryId, region: await ecr.config.region() }, text };
}
