import { type ECRClient, ValidatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cacheRules } from '../registry/read.ts';
import { explain } from '../runtime/explain.ts';
import { lookUpCredential } from './credential.ts';

/** Whether ECR can log in to the upstream with a rule's credential. */
export type Validity =
  | { valid: true }
  /** `failure` is ECR's own text, which is not documented; `causes` what the secret itself shows. */
  | { valid: false; failure: string; causes?: readonly string[] }
  /** ECR could not say. */
  | { valid: 'unknown'; failure: string };

/**
 * Has ECR log in to the upstream: it needs no right to read the secret. Proves the login, not that any
 * image is there. ECR goes on serving cached images when a login fails, so nobody else notices.
 */
export async function validateRule(ecr: ECRClient, prefix: string): Promise<Validity> {
  try {
    const input = { ecrRepositoryPrefix: prefix };
    const { isValid, failure } = await ecr.send(new ValidatePullThroughCacheRuleCommand(input));
    if (isValid) return { valid: true };
    return { valid: false, failure: failure?.replace(/\.$/, '') ?? 'ECR gives no reason' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { valid: 'unknown', failure: explain(error) ?? `${error.name}: ${error.message}` };
  }
}

export type RuleValidity = { prefix: string } & Validity;

/**
 * Validates each rule of the registry that has a credential, one after the other, as each makes a real
 * login upstream; then looks at the secrets of those that failed.
 *
 * @param secret - Name or ARN of a secret: only the rules that log in with it.
 */
export async function validateRules(
  { ecr, secretsManager }: { ecr: ECRClient; secretsManager: SecretsManagerClient },
  secret?: string,
): Promise<RuleValidity[]> {
  const results: RuleValidity[] = [];
  for (const { ecrRepositoryPrefix: prefix, credentialArn } of await cacheRules(ecr)) {
    if (credentialArn === undefined || !isSecret(credentialArn, secret)) continue;
    const validity = await validateRule(ecr, prefix);
    if (validity.valid !== false) results.push({ prefix, ...validity });
    else {
      const { problems } = await lookUpCredential(secretsManager, credentialArn);
      results.push({ prefix, ...validity, causes: problems });
    }
  }
  return results;
}

/** An event names a secret as its caller did: by its name, or by its ARN with or without the suffix. */
function isSecret(credentialArn: string, secret: string | undefined): boolean {
  if (secret === undefined || secret === credentialArn) return true;
  const suffix = credentialArn.slice(-7);
  const withoutSuffix = credentialArn.slice(0, -7);
  return (
    /^-\w{6}$/.test(suffix) && (withoutSuffix === secret || withoutSuffix.endsWith(`:${secret}`))
  );
}
