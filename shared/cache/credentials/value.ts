import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { StewardError } from '../../runtime/errors.ts';

/**
 * The one place that reads secrets. It returns booleans and names: no value, no part of one, and no error of a
 * library, as such an error may quote what it could not read.
 */

/** Whether a secret's value has the form that ECR expects: `{"username": …, "accessToken": …}`. */
export type CredentialShape = { secret: string } & (
  | { isJson: boolean; hasUsername: boolean; hasAccessToken: boolean }
  /** The name of the exception, when it cannot be read; and the permission that may be missing. */
  | { unreadable: string; lacking?: string }
);

/**
 * Reads the secrets that the declared rules name and returns the form of each; reads none unless registry.yml has
 * `validate: deep`.
 *
 * @throws UnreadCredentialError when a secret could not be read for now.
 */
export async function shapesOfCredentials(
  secretsManager: SecretsManagerClient,
  { validate, rules }: RegistryConfig['pullThroughCache'],
): Promise<CredentialShape[]> {
  if (validate !== 'deep') return [];
  const names = new Set(rules.flatMap(({ credential }) => credential ?? []));
  const shapes: CredentialShape[] = [];
  for (const name of names) shapes.push({ secret: name, ...(await read(secretsManager, name)) });
  return shapes;
}

async function read(secretsManager: SecretsManagerClient, SecretId: string) {
  try {
    const answer = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
    return shapeOf(answer.SecretString);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    if (name === 'AccessDeniedException') return { unreadable: name, lacking };
    if (lasting.has(name)) return { unreadable: name };
    throw new UnreadCredentialError(SecretId, name);
  }
}

/** The message of the error may not be shown: it is not known what it quotes. */
const lacking = 'secretsmanager:GetSecretValue on it, or kms:Decrypt on its key';

/** What no retry fixes. */
const lasting = new Set([
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidRequestException',
  'ResourceNotFoundException',
]);

function shapeOf(value: string | undefined) {
  const content = membersOf(value);
  return {
    isJson: content !== undefined,
    hasUsername: isFilled(content?.get('username')),
    hasAccessToken: isFilled(content?.get('accessToken')),
  };
}

function membersOf(value: string | undefined): Map<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(value ?? '');
    const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
    return isObject ? new Map(Object.entries(content)) : undefined;
  } catch {
    // The parser's own message quotes what it could not parse.
    return undefined;
  }
}

function isFilled(member: unknown): boolean {
  return typeof member === 'string' && member !== '';
}

/** A secret could not be read, perhaps only temporarily. Without `cause`, which may quote the value. */
export class UnreadCredentialError extends StewardError {
  override name = 'UnreadCredentialError' as const;

  constructor(secret: string, exception: string) {
    super(`the secret ${secret} could not be read: ${exception}. The event is retried`);
  }
}
