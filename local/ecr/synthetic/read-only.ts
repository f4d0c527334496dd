import { AwsError } from '../../http/errors.ts';
import { type Operation, textMember } from '../../service/service.ts';

/** What every write to a made-up registry is refused with; all of ECR's operations know this exception. */
export function readOnly(what: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `The registry is synthetic, which can only be read: ${what} needs an embedded AWS that is started without one`,
  );
}

/** Refuses an operation that would write to a repository; rules, templates and settings can be written. */
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
