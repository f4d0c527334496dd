import { StewardError } from './errors.ts';

/**
 * One line that tells a person what went wrong and what to do, for the failures that an AWS call can
 * have; undefined for anything else, which is a defect of ours.
 */
export function explain(error: unknown): string | undefined {
  if (error instanceof StewardError) return error.message;
  if (!(error instanceof Error)) return undefined;
  const known = byName[error.name] ?? byCode[codeOf(error)];
  if (known) return known(error);
  if (/Region is missing/.test(error.message)) return noRegion;
  if (isAwsAnswer(error)) return `AWS answered ${error.name}: ${error.message}`;
  return undefined;
}

type Explain = (error: Error) => string;

const noRegion = 'no region is set: name one with --region or AWS_REGION';

const denied: Explain = ({ message }) =>
  `access denied: ${message}. Give the principal that permission, or take another with --profile`;

const badCredentials: Explain = ({ message }) =>
  `AWS does not accept the credentials: ${message}. Log in again, or take another --profile`;

const noAnswer: Explain = (error) =>
  `${endpointOf(error)} does not answer: check the network, --region and AWS_ENDPOINT_URL`;

const byName: Record<string, Explain> = {
  AccessDeniedException: denied,
  AccessDenied: denied,
  CredentialsProviderError: ({ message }) =>
    `no AWS credentials: ${message}. Set them up with aws configure, or name a --profile`,
  ExpiredTokenException: badCredentials,
  ExpiredToken: badCredentials,
  UnrecognizedClientException: badCredentials,
  InvalidSignatureException: badCredentials,
  ThrottlingException: ({ message }) =>
    `AWS throttled the calls for too long (${message}): try again in a while`,
  TimeoutError: noAnswer,
};

const byCode: Record<string, Explain> = {
  ECONNREFUSED: noAnswer,
  ECONNRESET: noAnswer,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ENOTFOUND: noAnswer,
  EAI_AGAIN: noAnswer,
  ETIMEDOUT: noAnswer,
};

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Node's network errors name the host, or the address and port, that they wanted to reach. */
function endpointOf(error: Error): string {
  if ('hostname' in error && typeof error.hostname === 'string') return error.hostname;
  if ('address' in error && 'port' in error) return `${error.address}:${error.port}`;
  return 'the AWS endpoint';
}

function isAwsAnswer(error: Error): boolean {
  return '$fault' in error;
}
