import { AwsError } from '../../http/errors.ts';
import type { SecretVault } from '../model/ecr.ts';
import type { Registry } from '../model/registry.ts';

/** Secrets Manager's default key, and the only one that cache rules can use. */
const managedKey = 'alias/aws/secretsmanager';

/**
 * Requires a secret that a rule can use: it exists in this account and region, its deletion is not scheduled, and
 * it is encrypted with the AWS managed key (Amazon ECR user guide, "Storing your upstream repository credentials").
 * Its value is not checked here; `credentialFailure` does that.
 *
 * @throws AwsError `SecretNotFoundException`, `UnableToAccessSecretException`,
 *   `UnableToDecryptSecretValueException`
 */
export function requireSecret(registry: Registry, secrets: SecretVault, arn: string): void {
  if (arn.split(':')[4] !== registry.accountId) throw inaccessible();
  const secret = secrets.look(arn);
  if (!secret) {
    throw new AwsError(
      'SecretNotFoundException',
      'The ARN of the secret specified in the pull through cache rule was not found. Update the secret and try again.',
    );
  }
  if (secret.deleted) throw inaccessible();
  if (!isManagedKey(secret.kmsKeyId)) {
    throw new AwsError(
      'UnableToDecryptSecretValueException',
      'The secret is accessible but is unable to be decrypted. Verify the resource permissions and try again.',
    );
  }
}

function inaccessible(): AwsError {
  return new AwsError(
    'UnableToAccessSecretException',
    'The secret is unable to be accessed. Verify the resource permissions for the secret and try again.',
  );
}

function isManagedKey(kmsKeyId: string | undefined): boolean {
  return kmsKeyId === undefined || kmsKeyId.endsWith(managedKey);
}

/**
 * Why an upstream would reject this credential, without any part of its value; `undefined` if it looks valid. The
 * texts are ours: AWS documents that there is a message, not its text.
 */
export function credentialFailure(secrets: SecretVault, arn: string): string | undefined {
  const secret = secrets.look(arn);
  if (!secret) return 'The secret of the pull through cache rule was not found.';
  if (secret.deleted) return 'The secret of the pull through cache rule is scheduled for deletion.';
  if (!isManagedKey(secret.kmsKeyId)) return 'The secret cannot be decrypted by ECR.';
  const missing = missingKeys(secret.value);
  if (missing === undefined) return 'The secret is not a JSON object.';
  return missing.length > 0 ? `The secret lacks ${missing.join(' and ')}.` : undefined;
}

/** Which of the two keys are missing or empty; `undefined` when the value is not a JSON object. */
function missingKeys(value: string | undefined): string[] | undefined {
  try {
    const content: unknown = JSON.parse(value ?? '');
    if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
    const members = new Map<string, unknown>(Object.entries(content));
    return ['username', 'accessToken'].filter((key) => {
      const member = members.get(key);
      return typeof member !== 'string' || member === '';
    });
  } catch {
    return undefined;
  }
}
