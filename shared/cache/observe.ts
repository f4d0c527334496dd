import type { ECRClient } from '@aws-sdk/client-ecr';
import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { RegistryConfig } from '../config/schema.ts';
import { cacheRules, type RegistryCacheRule } from '../registry/read.ts';

/** What a secret's name turned out to be: its ARN, and what is wrong with it. Never its value. */
export type Credential = { arn: string; problem?: string } | { problem: string };

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
  const names = new Set(declared.rules.flatMap(({ credential }) => credential ?? []));
  const [rules, credentials] = await Promise.all([
    cacheRules(ecr),
    Promise.all(
      [...names].map(async (name) => [name, await lookUp(secretsManager, name)] as const),
    ),
  ]);
  return { rules, credentials: new Map(credentials) };
}

async function lookUp(secretsManager: SecretsManagerClient, name: string): Promise<Credential> {
  try {
    const secret = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    if (secret.ARN === undefined) return missing(name);
    if (secret.DeletedDate === undefined) return { arn: secret.ARN };
    return { arn: secret.ARN, problem: `the secret ${name} is scheduled for deletion: restore it` };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return missing(name);
    throw error;
  }
}

function missing(name: string): Credential {
  return { problem: `the secret ${name} does not exist: create it in Secrets Manager` };
}
