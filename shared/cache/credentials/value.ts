import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { StewardError } from '../../runtime/errors.ts';

/**
 * The one place that reads secrets. What leaves it are booleans and names: no value, no part of one, and
 * no error of anybody else's, as those may quote what they could not read.
 */

/** Whether a secret's value is what ECR wants: `{"username": …, "accessToken": …}`. */
export type CredentialShape = { secret: string } & (
  | { isJson: boolean; hasUsername: boolean; hasAccessToken: boolean }
  /** The name of the exception that it cannot be read for. */
  | { unreadable: string }
);

/**
 * Reads the secrets that the declared rules name and says what each of them is made of; none unless
 * registry.yml asks for it with `validate: deep`.
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
    if (lasting.has(name)) return { unreadable: name };
    throw new UnreadCredentialError(SecretId, name);
  }
}

/** What no retry mends. */
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

/** A secret could not be read, perhaps only for now. Without a cause: that may quote the value. */
export class UnreadCredentialError extends StewardError {
  override name = 'UnreadCredentialError' as const;

  constructor(secret: string, exception: string) {
    super(`the secret ${secret} could not be read: ${exception}. It is tried again`);
  }
}
