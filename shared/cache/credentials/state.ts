import {
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { explain } from '../../runtime/explain.ts';
import {
  type CredentialExpectation,
  type CredentialProblem,
  placeProblems,
  problemsOf,
  setCredential,
  unusable,
} from './problems.ts';

/** The state of a secret: its ARN where it exists, and its problems. Never its value. */
export interface Credential {
  arn?: string;
  /** Each with how to fix it; none when ECR should be able to log in with it. */
  problems: readonly string[];
}

export interface InspectedCredential extends Credential {
  findings: readonly CredentialProblem[];
  /** When anything of the secret was last changed, its value included. */
  lastChanged?: Date;
}

/**
 * Checks a secret without reading it: one DescribeSecret call, and none for an ARN that cannot be valid.
 *
 * @param secret - Its name or its ARN.
 */
export async function lookUpCredential(
  secretsManager: SecretsManagerClient,
  secret: string,
  expected: CredentialExpectation = {},
): Promise<InspectedCredential> {
  const misplaced = placeProblems(secret, expected);
  if (misplaced.length > 0) return inspected(misplaced);
  try {
    const found = await secretsManager.send(new DescribeSecretCommand({ SecretId: secret }));
    return {
      ...(found.ARN && { arn: found.ARN }),
      ...(found.LastChangedDate && { lastChanged: found.LastChangedDate }),
      ...inspected(problemsOf(found, expected)),
    };
  } catch (error) {
    const why = notSeen(secret, error, expected.prefix);
    if (why === undefined) throw error;
    return inspected([why]);
  }
}

function inspected(findings: CredentialProblem[]): InspectedCredential {
  return { findings, problems: findings.map(({ text }) => text) };
}

function notSeen(
  secret: string,
  error: unknown,
  prefix: string | undefined,
): CredentialProblem | undefined {
  if (error instanceof ResourceNotFoundException) {
    const remedy = `${setCredential(prefix)}, then npx ecr-steward apply`;
    return unusable(`the secret ${secret} does not exist`, remedy);
  }
  if (!(error instanceof Error) || error.name !== 'AccessDeniedException') return undefined;
  const what = `the secret ${secret} cannot be looked up: ${explain(error)}`;
  return { kind: 'unread', what, text: what };
}
