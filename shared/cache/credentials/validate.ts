import { type ECRClient, ValidatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { CacheRule } from '../../config/schema/schema.ts';
import { cacheRules, type RegistryCacheRule } from '../../registry/read.ts';
import { explain } from '../../runtime/explain.ts';
import { setCredential } from './problems.ts';
import { type InspectedCredential, lookUpCredential } from './state.ts';

/** Whether ECR can log in to the upstream with a rule's credential. */
export type Validity =
  | { valid: true }
  /** `failure` is ECR's own text, which is not documented; `causes` are the problems of the secret. */
  | { valid: false; failure: string; causes?: readonly string[] }
  /** ECR could not validate it. */
  | { valid: 'unknown'; failure: string };

/**
 * Has ECR log in to the upstream, which needs no permission to read the secret. It proves the login, not that any
 * image exists. ECR keeps serving cached images when a login fails, so nothing else shows it.
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

/**
 * `due`: what needs attention although the login works, such as a rotation that did not run; unknown where
 * `isSecretUnseen`, as the secret could not be described.
 */
export type RuleValidity = {
  prefix: string;
  due?: readonly string[];
  isSecretUnseen?: true;
} & Validity;

/** A rule whose login is unknown, as IAM denies validating it. */
export type DeniedValidity = Extract<RuleValidity, { valid: 'unknown' }>;

export function isDenied<Validated extends Validity>(
  validity: Validated,
): validity is Extract<Validated, { valid: 'unknown' }> {
  return validity.valid === 'unknown' && validity.failure.startsWith('access denied');
}

/** How to fix a login that fails while its secret has no problem: its token has expired. */
export function newToken(prefix: string): string {
  return `put a new access token into its secret: ${setCredential(prefix)}`;
}

interface Clients {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
}

/** Which rules are validated, and what registry.yml declares for them. */
export interface ValidationScope {
  /** The rules of registry.yml, for the maximum age of their credentials. */
  declared?: readonly CacheRule[];
  /** Name or ARN of a secret: only the rules that log in with it. */
  secret?: string;
}

/**
 * Validates each rule of the registry that has a credential, one after the other, as each makes a real login
 * upstream; and checks its secret, without reading it.
 */
export async function validateRules(
  clients: Clients,
  { declared = [], secret }: ValidationScope = {},
): Promise<RuleValidity[]> {
  const results: RuleValidity[] = [];
  for (const rule of await cacheRules(clients.ecr)) {
    const { ecrRepositoryPrefix: prefix, credentialArn } = rule;
    if (credentialArn === undefined || !isSecret(credentialArn, secret)) continue;
    const validity = await validateRule(clients.ecr, prefix);
    const credential = await lookUpCredentialOf(clients, rule, declared);
    results.push({ prefix, ...withCredential(validity, credential) });
  }
  return results;
}

/** An event names a secret as the caller did: by its name, or by its ARN with or without the suffix. */
function isSecret(credentialArn: string, secret: string | undefined): boolean {
  if (secret === undefined || secret === credentialArn) return true;
  const suffix = credentialArn.slice(-7);
  const withoutSuffix = credentialArn.slice(0, -7);
  return (
    /^-\w{6}$/.test(suffix) && (withoutSuffix === secret || withoutSuffix.endsWith(`:${secret}`))
  );
}

/** Checks the secret of a rule of the registry; undefined when it has none. */
export async function lookUpCredentialOf(
  { ecr, secretsManager }: Clients,
  rule: RegistryCacheRule,
  declared: readonly CacheRule[],
): Promise<InspectedCredential | undefined> {
  const { ecrRepositoryPrefix, registryId, credentialArn } = rule;
  if (credentialArn === undefined) return undefined;
  const prefix = withoutTrailingSlash(ecrRepositoryPrefix);
  const maxAgeDays = declared.find(
    (it) => withoutTrailingSlash(it.prefix) === prefix,
  )?.credentialMaxAgeDays;
  const region = await ecr.config.region();
  return lookUpCredential(secretsManager, credentialArn, {
    prefix,
    ...(registryId && { registry: { registryId, region } }),
    ...(maxAgeDays && { maxAgeDays }),
  });
}

/** The problems of a secret are the causes of a login that fails; of one that works, only what is due counts. */
function withCredential(validity: Validity, credential: InspectedCredential | undefined) {
  const { findings = [], problems = [] } = credential ?? {};
  if (validity.valid === false) return { ...validity, causes: problems };
  const due = findings.filter(({ kind }) => kind === 'due').map(({ text }) => text);
  const isSecretUnseen = credential !== undefined && credential.arn === undefined;
  return {
    ...validity,
    ...(due.length > 0 && { due }),
    ...(isSecretUnseen && { isSecretUnseen }),
  };
}
