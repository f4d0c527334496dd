import { awsEndpoint, endpointVariable } from './environment.ts';
import { StewardError } from './errors.ts';
import { proxyFailure } from './proxy-failure.ts';

/**
 * One line that tells a person what went wrong and what to do, for the failures that an AWS call can
 * have; undefined for anything else, which is a defect of ours.
 */
export function explain(error: unknown): string | undefined {
  if (error instanceof StewardError) return error.message;
  if (!(error instanceof Error)) return undefined;
  return told(error)?.replace(/\s+/g, ' ');
}

/**
 * Whether a call failed because nobody is at the address: refused, unknown, or silent. A connection that
 * breaks is none of these: it was there a moment ago.
 */
export function isNobodyThere(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The SDK calls a broken connection a TimeoutError too, but then with a code of its own.
  const code = codeOf(error);
  return unreachable.has(code) || (error.name === 'TimeoutError' && code === '');
}

const unreachable = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
]);

function told(error: Error): string | undefined {
  const ofProxy = proxyFailure(error);
  if (ofProxy) return ofProxy;
  const known = byName[error.name] ?? byCode[codeOf(error)];
  if (known) return known(error);
  if (/Region is missing/.test(error.message)) return noRegion;
  if (/Region not accepted/.test(error.message)) return `${error.message} Name one with --region`;
  if (isCertificateError(error)) return noTrust(error);
  const variable = endpointVariable(textIn(error, 'input') ?? '');
  if (variable) return `${variable} is no URL: it is to be one such as http://127.0.0.1:4566`;
  if (isAwsAnswer(error)) return `AWS answered ${error.name}: ${error.message}`;
  if (isAnswer(error)) return notAws(error);
  return undefined;
}

type Explain = (error: Error) => string;

const noRegion = 'no region is set: name one with --region or AWS_REGION';

const checkEndpoint = 'check the network, --region and AWS_ENDPOINT_URL';

const denied: Explain = ({ message }) =>
  `access denied: ${sentence(message)}. Give the principal that permission`;

const badCredentials: Explain = ({ message }) =>
  `AWS does not accept the credentials: ${sentence(message)}. Log in again, or take another --profile`;

const throttled: Explain = ({ message }) =>
  `AWS throttled the calls for too long (${sentence(message)}): try again in a while`;

const noAnswer: Explain = (error) => `${endpointOf(error)} does not answer: ${checkEndpoint}`;

const notAws: Explain = (error) =>
  `${endpointOf(error)} does not answer as AWS does: ${checkEndpoint}`;

const noTlsThere: Explain = (error) =>
  `no secure connection to ${endpointOf(error)}: check AWS_ENDPOINT_URL, what answers there may want http://`;

const noTrust: Explain = (error) => {
  const no = `no secure connection to ${endpointOf(error)}`;
  const code = codeOf(error);
  if (code === 'CERT_HAS_EXPIRED') return `${no}: its certificate has expired`;
  if (code === 'CERT_NOT_YET_VALID')
    return `${no}: its certificate is not valid yet; check the clock`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `${no}: its certificate is for another name; check AWS_ENDPOINT_URL`;
  }
  return (
    `${no}: its certificate is of an authority that is not known here. Where a proxy or an endpoint has one of your ` +
    'company, name the file of its authority in AWS_CA_BUNDLE (or NODE_EXTRA_CA_CERTS)'
  );
};

const byName: Record<string, Explain> = {
  AccessDeniedException: denied,
  AccessDenied: denied,
  CredentialsProviderError: ({ message }) =>
    `no AWS credentials: ${sentence(message)}. Set them up with aws configure, or name a --profile`,
  ExpiredTokenException: badCredentials,
  ExpiredToken: badCredentials,
  RequestExpired: badCredentials,
  UnrecognizedClientException: badCredentials,
  InvalidClientTokenId: badCredentials,
  InvalidAccessKeyId: badCredentials,
  InvalidSignatureException: badCredentials,
  SignatureDoesNotMatch: badCredentials,
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,
  SlowDown: throttled,
  RepositoryNotFoundException: ({ message }) => `${sentence(message)}: check its name and --region`,
  NoSuchBucket: (error) => `there is no bucket ${bucketOf(error)}: create it, or name another`,
  TimeoutError: noAnswer,
  EndpointError: ({ message }) =>
    `AWS has no such address: ${sentence(message.replace('Invalid Configuration: ', ''))}. Look at ` +
    'AWS_ENDPOINT_URL, AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT: they do not go together',
  // The SDK's name for an error answer without a name.
  Unknown: notAws,
};

const byCode: Record<string, Explain> = {
  ECONNREFUSED: noAnswer,
  ECONNRESET: noAnswer,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ENOTFOUND: noAnswer,
  EAI_AGAIN: noAnswer,
  ETIMEDOUT: noAnswer,
  EPROTO: noTlsThere,
};

function codeOf(error: Error): string {
  return textIn(error, 'code') ?? '';
}

/** Node's network errors name the host, or the address and port, that they wanted to reach. */
function endpointOf(error: Error): string {
  const host = textIn(error, 'hostname');
  if (host !== undefined) return host;
  if ('address' in error && 'port' in error) return `${error.address}:${error.port}`;
  return awsEndpoint() ?? 'the AWS endpoint';
}

/** S3 names the bucket in a member of its own, others in the message. */
function bucketOf(error: Error): string {
  return textIn(error, 'BucketName') ?? sentence(error.message).replace(/^.*: /, '');
}

function isAwsAnswer(error: Error): boolean {
  return '$fault' in error;
}

/** The SDK hangs what it could not read on the error. */
function isAnswer(error: Error): boolean {
  return '$response' in error;
}

function isCertificateError(error: Error): boolean {
  return /CERT|ERR_(SSL|TLS)|UNABLE_TO_VERIFY/.test(codeOf(error));
}

function textIn(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : undefined;
}

/** Without the full stop that some of AWS's messages end with. */
function sentence(message: string): string {
  return message.trim().replace(/\.$/, '');
}
