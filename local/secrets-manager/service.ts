import type { SecretVault } from '../ecr/model/ecr.ts';
import { byName, type JsonService, textMember } from '../service/service.ts';
import { secretOperations } from './operations.ts';
import { findSecret, type Vault } from './state.ts';

/** Secrets Manager's API. */
export function secretsManagerService(vault: Vault): JsonService {
  return {
    name: 'secretsmanager',
    target: 'secretsmanager',
    messageMember: 'Message',
    operations: byName(secretOperations(vault)),
    resourceOf: () => undefined,
    subjectOf: (input) => {
      const id = textMember(input, 'SecretId');
      const arn = id === undefined ? undefined : findSecret(vault, id)?.arn;
      return arn ?? id ?? textMember(input, 'Name') ?? '*';
    },
    policyOf: (arn) => findSecret(vault, arn)?.policy,
    recorded: (part, value) => (part === 'request' ? withoutValue(value) : identity(value)),
  };
}

/** CloudTrail leaves secret values out (Secrets Manager user guide, "Log events with CloudTrail"). */
function withoutValue(request: object): object {
  const { SecretString: _, SecretBinary: _bytes, ...rest } = request as Record<string, unknown>;
  return rest;
}

/** Of a response, CloudTrail keeps the secret's name and ARN, and when it is deleted. */
function identity(response: object): object {
  const kept = ['ARN', 'Name', 'DeletionDate'];
  return Object.fromEntries(Object.entries(response).filter(([key]) => kept.includes(key)));
}

/** The secrets as ECR's service-linked role reads them: by full ARN only. */
export function vaultForEcr(vault: Vault): SecretVault {
  return {
    look: (arn) => {
      const secret = findSecret(vault, arn);
      if (secret?.arn !== arn) return undefined;
      const version = secret.versions.values().find((it) => it.stages.has('AWSCURRENT'));
      const value =
        version && 'SecretString' in version.value ? version.value.SecretString : undefined;
      return { deleted: secret.deletion !== undefined, kmsKeyId: secret.kmsKeyId, value };
    },
  };
}
