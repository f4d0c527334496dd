import { AwsError } from '../../http/errors.ts';
import { type Operation, textMember } from '../../service/service.ts';

/** The exception for every write to a synthetic registry; all of ECR's operations have it. */
export function readOnly(what: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `A synthetic registry is read-only: for ${what}, start a local AWS without it`,
  );
}

/** Refuses operations that write to a repository; rules, templates and settings can be written. */
export function refuseWrites(operation: Operation): Operation {
  if (!operation.write) return operation;
  return {
    ...operation,
    call: (input, caller) => {
      const about = textMember(input, 'repositoryName') ?? textMember(input, 'resourceArn');
      if (about !== undefined) throw readOnly(operation.name);
      return operation.call(input, caller);
    },
  };
}
