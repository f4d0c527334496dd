import { AwsError } from '../http/errors.ts';
import { describeViolations, type Violation } from '../service/validation.ts';

/** Secrets Manager's exceptions, in its own words. */

export function secretNotFound(): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  );
}

/** @param which `VersionId: …` or `staging label: …` */
export function valueNotFound(which: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${which}`,
  );
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function invalidToken(): AwsError {
  return new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
}

export function markedForDeletion(): AwsError {
  return invalidRequest(
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

/** All violated constraints in one message; a secret value is never quoted. */
export function invalidInput(violations: readonly Violation[]): AwsError {
  const isSecret = (member: string) => /^secret(String|Binary)/.test(member);
  return new AwsError('ValidationException', describeViolations(violations, isSecret));
}
