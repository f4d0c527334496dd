import { describe, expect, test } from 'vitest';
import { explain } from '../../../shared/runtime/explain.ts';

/** An error as the SDK throws it for an answer of AWS. */
function answered(name: string, message: string, httpStatusCode = 400): Error {
  const error = Object.assign(new Error(message), {
    $fault: 'client',
    $metadata: { httpStatusCode },
  });
  error.name = name;
  return error;
}

describe('credentials that do not work each say what to do:', () => {
  test.each<[string, string, string, RegExp, RegExp]>([
    [
      'a region that is another one',
      'InvalidSignatureException',
      "Credential should be scoped to a valid region, not 'us-east-1'.",
      /call with another --region, or set AWS_REGION/,
      /log in|profile/i,
    ],
    [
      'a session that is over',
      'ExpiredTokenException',
      'The security token included in the request is expired',
      /Log in again \(aws sso login/,
      /clock|--region/,
    ],
    [
      'a clock that is slow',
      'InvalidSignatureException',
      'Signature expired: 20261127T100000Z is now earlier than 20261127T112500Z',
      /clock of this machine is wrong/,
      /log in|--profile/i,
    ],
    [
      'a clock that is fast',
      'InvalidSignatureException',
      'Signature not yet current: 20261127T130000Z is still later than 20261127T112500Z',
      /clock of this machine is wrong/,
      /log in|--profile/i,
    ],
    [
      'a clock, as S3 says it',
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      /too large\. The clock of this machine is wrong/,
      /log in|--profile/i,
    ],
    [
      'a secret key of another access key',
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      /secret access key does not belong/,
      /log in|clock/i,
    ],
    [
      'an access key that nobody knows',
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      /access key exists and is active.*has the region enabled/,
      /log in|clock/i,
    ],
    [
      'an SSO session that is over',
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
      /has expired\. Log in: aws sso login, with --profile NAME/,
      /aws configure|corresponding/,
    ],
    [
      'an SSO token that is not there, of a named profile',
      'TokenProviderError',
      "The SSO session token associated with profile=prod was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
      /Log in: aws sso login --profile prod$/,
      /aws configure|corresponding/,
    ],
    [
      'none',
      'CredentialsProviderError',
      'Could not load credentials from any providers',
      /aws configure/,
      /sso/,
    ],
  ])('%s', (_, name, message, remedy, not) => {
    const told = explain(answered(name, message)) ?? '';
    expect(told).toMatch(remedy);
    expect(told).not.toMatch(not);
    expect(told).not.toMatch(/\.\./);
  });
});

test('an answer that nobody knows is reported with its HTTP status', () => {
  const told = explain(answered('ServerException', 'Server error.', 500));
  expect(told).toBe('AWS answered ServerException: Server error (HTTP 500). Try again in a while');
});

test('an operation that is not there is reported as that', () => {
  const told = explain(answered('UnknownOperationException', 'UnknownOperationException'));
  expect(told).toMatch(/does not offer this operation \(UnknownOperationException, HTTP 400\)/);
});

test('what is no failure of a call is not explained', () => {
  expect(explain(new TypeError('x is not a function'))).toBeUndefined();
});
