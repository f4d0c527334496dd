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

/** A login that fails explains every failure of its rule; undefined where it works or cannot be tried. */
export async function loginDiagnosis(
  { ecr, secretsManager }: Clients,
  { ecrRepositoryPrefix: prefix, credentialArn, customRoleArn }: RegistryCacheRule,
): Promise<Diagnosis | undefined> {
  if (credentialArn === undefined && customRoleArn === undefined) return undefined;
  const validity = await validateRule(ecr, prefix);
  if (validity.valid !== false) return undefined;
  if (credentialArn === undefined) return loginFailed(validity.failure, roleFix(customRoleArn));
  const { findings } = await lookUpCredential(secretsManager, credentialArn, { prefix });
  const [remedy = newToken(prefix)] = findings.map((finding) => finding.remedy ?? finding.what);
  return loginFailed(validity.failure, remedy);
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
