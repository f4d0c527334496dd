import { AwsError } from '../http/errors.ts';
import { invalidParameter, invalidRequest, markedForDeletion, secretNotFound } from './errors.ts';
import { findSecret, newArn, type Secret, type SecretValue, type Vault } from './state.ts';
import { addVersion } from './versions.ts';

const day = 24 * 60 * 60 * 1000;

/** Days in which a deletion can be cancelled with RestoreSecret (API reference, DeleteSecret). */
const recoveryWindow = { least: 7, most: 30, usual: 30 };

/** @throws AwsError `ResourceNotFoundException` */
export function requireSecret(vault: Vault, id: string): Secret {
  const secret = findSecret(vault, id);
  if (!secret) throw secretNotFound();
  return secret;
}

/** @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` while deletion is scheduled */
export function requireUsableSecret(vault: Vault, id: string): Secret {
  const secret = requireSecret(vault, id);
  if (secret.deletion) throw markedForDeletion();
  return secret;
}

export interface NewSecret {
  name: string;
  description?: string | undefined;
  kmsKeyId?: string | undefined;
  tags?: Secret['tags'];
  value?: SecretValue | undefined;
  /** Id of the first version. */
  token?: string | undefined;
}

/**
 * @throws AwsError `ResourceExistsException`, `InvalidRequestException` while one of this name is being deleted,
 *   `InvalidParameterException` for an invalid name
 */
export function createSecret(vault: Vault, wanted: NewSecret): Secret {
  const { name, value, token } = wanted;
  requireGoodName(name);
  const known = findSecret(vault, name);
  if (known && token !== undefined && value && known.versions.has(token)) {
    addVersion(known, value, { token });
    return known;
  }
  if (known) throw nameTaken(known);
  const now = vault.now();
  const secret: Secret = {
    name,
    arn: newArn(vault, name),
    createdAt: now,
    changedAt: now,
    description: wanted.description,
    kmsKeyId: wanted.kmsKeyId,
    tags: wanted.tags,
    versions: new Map(),
  };
  if (value) addVersion(secret, value, { ...(token !== undefined && { token }), now });
  vault.secrets.set(name, secret);
  return secret;
}

function requireGoodName(name: string): void {
  if (/^[a-zA-Z0-9/_+=.@!-]+$/.test(name)) return;
  throw invalidParameter(
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
}

function nameTaken(secret: Secret): AwsError {
  if (secret.deletion) {
    return invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  return new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${secret.name} already exists.`,
  );
}

/**
 * Schedules a secret's deletion, or deletes it at once with `force`, which also succeeds for a secret that does not
 * exist. Until the deletion is due, RestoreSecret cancels it.
 *
 * @returns name and ARN, and when the secret is gone
 */
export function deleteSecret(
  vault: Vault,
  id: string,
  { days, force = false }: { days?: number | undefined; force?: boolean | undefined },
): { name: string; arn: string; dueAt: Date } {
  requireGoodWindow(days, force);
  const now = vault.now();
  const secret = findSecret(vault, id);
  if (force) {
    if (secret) vault.secrets.delete(secret.name);
    return { name: secret?.name ?? id, arn: secret?.arn ?? newArn(vault, id), dueAt: now };
  }
  if (!secret) throw secretNotFound();
  if (secret.deletion) {
    throw invalidRequest(
      "You can't perform this operation on the secret because it was already scheduled for deletion.",
    );
  }
  const dueAt = new Date(now.getTime() + (days ?? recoveryWindow.usual) * day);
  secret.deletion = { askedAt: now, dueAt };
  return { name: secret.name, arn: secret.arn, dueAt };
}

function requireGoodWindow(days: number | undefined, force: boolean): void {
  if (days === undefined) return;
  if (days < recoveryWindow.least || days > recoveryWindow.most) {
    throw invalidParameter(
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    );
  }
  if (force) {
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
}
