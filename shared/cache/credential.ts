import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { explain } from '../runtime/explain.ts';

/** What a secret turned out to be: its ARN where it is there, and what is wrong with it. Never its value. */
export interface Credential {
  arn?: string;
  /** Each with what to do; none when ECR should be able to log in with it. */
  problems: readonly string[];
}

/**
 * Looks at a secret without reading it: one DescribeSecret call.
 *
 * @param secret - Its name or its ARN.
 * @param now - What rotation dates are held against.
 */
export async function lookUpCredential(
  secretsManager: SecretsManagerClient,
  secret: string,
  now = new Date(),
): Promise<Credential> {
  try {
    const found = await secretsManager.send(new DescribeSecretCommand({ SecretId: secret }));
    return { ...(found.ARN && { arn: found.ARN }), problems: problemsOf(found, now) };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return { problems: [`the secret ${secret} does not exist: create it in Secrets Manager`] };
    }
    const denied = error instanceof Error && error.name === 'AccessDeniedException';
    if (!denied) throw error;
    return { problems: [`the secret ${secret} cannot be looked up: ${explain(error)}`] };
  }
}

/** The key that Secrets Manager takes unless told otherwise; a secret under it may not even name it. */
const MANAGED_KEY = 'alias/aws/secretsmanager';

function problemsOf(secret: DescribeSecretCommandOutput, now: Date): string[] {
  const name = `the secret ${secret.Name}`;
  const stages = Object.values(secret.VersionIdsToStages ?? {}).flat();
  const key = secret.KmsKeyId;
  const due = secret.RotationEnabled ? secret.NextRotationDate : undefined;
  return [
    secret.DeletedDate &&
      `${name} is scheduled for deletion: aws secretsmanager restore-secret --secret-id ${secret.Name}`,
    !stages.includes('AWSCURRENT') &&
      `${name} has no current value: put one with aws secretsmanager put-secret-value`,
    key &&
      !key.endsWith(MANAGED_KEY) &&
      `${name} is encrypted with ${key}: unless that is aws/secretsmanager, ECR cannot read it`,
    due && due < now && `the rotation of ${name} was due on ${due.toISOString().slice(0, 10)}`,
  ].filter((problem) => typeof problem === 'string');
}
