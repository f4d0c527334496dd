import {
  CreateSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { StewardError } from '../../runtime/errors.ts';
import { isManagedKey, MANAGED_KEY } from './problems.ts';

/** The login to an upstream. */
export interface Login {
  username: string;
  accessToken: string;
}

export interface StoredCredential {
  arn: string;
  outcome: 'created' | 'updated' | 'restored';
  /** The former key of the secret, where ECR perhaps could not use it. */
  formerKey?: string;
}

/**
 * Writes a login into a secret in the form that ECR expects: JSON, under the AWS managed key. The secret is created
 * where it does not exist; an existing one only gets a new value, and the managed key if it has another. Nothing is
 * read from it.
 *
 * @param options.restore - Cancel a scheduled deletion.
 * @throws DeletedSecretError when the secret is scheduled for deletion and `restore` is not set.
 */
export async function storeCredential(
  secretsManager: SecretsManagerClient,
  name: string,
  { username, accessToken }: Login,
  { restore = false }: { restore?: boolean } = {},
): Promise<StoredCredential> {
  const SecretString = JSON.stringify({ username, accessToken });
  const existing = await describe(secretsManager, name);
  if (existing !== undefined) return put(secretsManager, existing, SecretString, restore);
  try {
    const created = await secretsManager.send(
      new CreateSecretCommand({ Name: name, SecretString }),
    );
    return { arn: created.ARN ?? name, outcome: 'created' };
  } catch (error) {
    // Another process was faster: it exists now.
    if (!(error instanceof ResourceExistsException)) throw error;
    const found = await describe(secretsManager, name);
    if (found === undefined) throw error;
    return put(secretsManager, found, SecretString, restore);
  }
}

async function put(
  secretsManager: SecretsManagerClient,
  existing: DescribeSecretCommandOutput,
  SecretString: string,
  restore: boolean,
): Promise<StoredCredential> {
  const { ARN: arn = '', KmsKeyId: formerKey, DeletedDate } = existing;
  if (DeletedDate && !restore) throw new DeletedSecretError(existing.Name ?? arn);
  if (DeletedDate) await secretsManager.send(new RestoreSecretCommand({ SecretId: arn }));
  const outcome = DeletedDate ? 'restored' : 'updated';
  if (isManagedKey(formerKey)) {
    await secretsManager.send(new PutSecretValueCommand({ SecretId: arn, SecretString }));
    return { arn, outcome };
  }
  const input = { SecretId: arn, SecretString, KmsKeyId: MANAGED_KEY };
  await secretsManager.send(new UpdateSecretCommand(input));
  return { arn, outcome, ...(formerKey && { formerKey }) };
}

async function describe(secretsManager: SecretsManagerClient, SecretId: string) {
  try {
    return await secretsManager.send(new DescribeSecretCommand({ SecretId }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The secret is scheduled for deletion: nothing can be written into it before that is cancelled. */
export class DeletedSecretError extends StewardError {
  override name = 'DeletedSecretError' as const;

  constructor(secret: string) {
    super(
      `the secret ${secret} is scheduled for deletion: add --restore to cancel that and write the new value into it`,
    );
  }
}
