import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RegistryCacheRule } from '../../registry/read.ts';
import type { Diagnosis } from '../failures/causes.ts';
import { lookUpCredential } from './state.ts';
import { newToken, validateRule } from './validate.ts';

interface Clients {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
}

/** Whether the login of a rule works: why not, or why that is unknown; neither where it works or there is none. */
export interface Login {
  failed?: Diagnosis;
  unknown?: string;
}

/** A login that fails explains every failure of its rule; undefined where it works or cannot be tried. */
export async function loginDiagnosis(
  clients: Clients,
  rule: RegistryCacheRule,
): Promise<Diagnosis | undefined> {
  return (await tryLogin(clients, rule)).failed;
}

/** Has ECR try the login of a rule. */
export async function tryLogin(clients: Clients, rule: RegistryCacheRule): Promise<Login> {
  const { ecrRepositoryPrefix: prefix, credentialArn, customRoleArn } = rule;
  if (credentialArn === undefined && customRoleArn === undefined) return {};
  const validity = await validateRule(clients.ecr, prefix);
  if (validity.valid === true) return {};
  if (validity.valid === 'unknown') return { unknown: validity.failure };
  return { failed: await failedLogin(clients, rule, validity.failure) };
}

async function failedLogin(
  { secretsManager }: Clients,
  { ecrRepositoryPrefix: prefix, credentialArn, customRoleArn }: RegistryCacheRule,
  failure: string,
): Promise<Diagnosis> {
  if (credentialArn === undefined) return loginFailed(failure, roleFix(customRoleArn));
  const { findings } = await lookUpCredential(secretsManager, credentialArn, { prefix });
  const [remedy = newToken(prefix)] = findings.map((finding) => finding.remedy ?? finding.what);
  return loginFailed(failure, remedy);
}

/** @param failure - ECR's own text. */
export function loginFailed(failure: string, remedy: string): Diagnosis {
  return { cause: `ECR cannot log in upstream: ${failure}`, remedy };
}

/** ECR pulls from another ECR as a role of this account. */
export function roleFix(role = ''): string {
  const name = role.split('/').at(-1);
  return (
    'check that the role exists, trusts pullthroughcache.ecr.amazonaws.com and may pull from the upstream: ' +
    `aws iam get-role --role-name ${name}`
  );
}
