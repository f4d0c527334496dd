import type { ECRClient } from '@aws-sdk/client-ecr';
import { upstreams } from '../../config/schema/cache/upstreams.ts';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { CacheRule } from '../../config/schema/schema.ts';
import { cacheRules } from '../../registry/read.ts';
import { StewardError } from '../../runtime/errors.ts';
import { type Validity, validateRule } from './validate.ts';

/** A rule that logs in with a secret, and whether the login works. */
export type CredentialUser = { prefix: string } & (
  | Validity
  /** registry.yml declares the secret for the rule, and the registry does not have it yet. */
  | { valid: 'pending'; failure: string }
);

/**
 * The name of the secret that registry.yml declares for the rule of a prefix.
 *
 * @throws NoCredentialError when there is no such rule, or it has no credential.
 */
export function credentialOf(rules: readonly CacheRule[], prefix: string): string {
  const rule = rules.find((it) => isSame(it.prefix, prefix));
  if (rule === undefined) {
    const known = rules.map((it) => it.prefix).join(', ') || 'none';
    throw new NoCredentialError(`registry.yml has no rule ${prefix}: it has ${known}`);
  }
  if (upstreams[rule.upstream].credential === 'none') {
    throw new NoCredentialError(
      `the rule ${prefix} needs no credential: ${rule.upstream} takes none`,
    );
  }
  if (rule.credential === undefined) {
    const line = `credential: ecr-pullthroughcache/${rule.upstream}`;
    throw new NoCredentialError(
      `the rule ${prefix} has no credential in registry.yml: give it one, such as ${line}`,
    );
  }
  return rule.credential;
}

/**
 * Every rule that uses a secret, by registry.yml or by the registry; each is validated where the registry has it with
 * this very secret.
 */
export async function tryUsers(
  ecr: ECRClient,
  declared: readonly CacheRule[],
  secret: { name: string; arn: string },
): Promise<CredentialUser[]> {
  const existing = (await cacheRules(ecr))
    .filter(({ credentialArn }) => credentialArn === secret.arn)
    .map(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix);
  const pending = declared
    .filter(({ credential }) => credential === secret.name)
    .filter(({ prefix }) => !existing.some((it) => isSame(it, prefix)));
  const users: CredentialUser[] = [];
  for (const prefix of existing) users.push({ prefix, ...(await validateRule(ecr, prefix)) });
  const failure = 'the registry does not have it with this secret yet: npx ecr-steward apply';
  return [
    ...users,
    ...pending.map(({ prefix }) => ({ prefix, valid: 'pending', failure }) as const),
  ];
}

function isSame(prefix: string, other: string): boolean {
  return withoutTrailingSlash(prefix) === withoutTrailingSlash(other);
}

/** registry.yml declares no secret for that prefix. */
export class NoCredentialError extends StewardError {
  override name = 'NoCredentialError' as const;
}
