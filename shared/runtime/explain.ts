import { callOf } from './called.ts';
import { connectionTrouble } from './connection.ts';
import { explainCredentials } from './credential-errors.ts';
import { awsEndpoint, endpointVariable } from './environment.ts';
import { StewardError } from './errors.ts';
import { isNotOffered, statusOf } from './offered.ts';
import { proxyFailure } from './proxy-failure.ts';
import { sentence } from './sentence.ts';

/**
 * What went wrong and what to do, in one line, for the failures that an AWS call can have; undefined for anything
 * else, which is a defect of ours.
 */
export function explain(error: unknown): string | undefined {
  if (error instanceof StewardError) return error.message;
  if (!(error instanceof Error)) return undefined;
  return explanationOf(error)?.replace(/\s+/g, ' ');
}

/** Why something failed, in one line; of a defect of ours, its own message. */
export function explained(error: unknown): string {
  return explain(error) ?? String(error);
}

/**
 * Whether a call failed because nothing answers at the address: refused, unknown, or silent. A connection that
 * breaks is none of these.
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

function explanationOf(error: Error): string | undefined {
  const ofProxy = proxyFailure(error);
  if (ofProxy) return ofProxy;
  const known = byName[error.name] ?? byCode[codeOf(error)];
  if (known) return known(error);
  if (/Region is missing/.test(error.message)) return noRegion;
  if (/Region not accepted/.test(error.message)) return `${error.message} Name one with --region`;
  if (isCertificateError(error)) return noTrust(error);
  const variable = endpointVariable(textIn(error, 'input') ?? '');
  if (variable) return `${variable} is not a URL such as http://127.0.0.1:4566`;
  if (isNotOffered(error)) return notOffered(error);
  if (isAwsAnswer(error)) return awsAnswer(error);
  if (isAnswer(error)) return notAws(error);
  return undefined;
}

type Explain = (error: Error) => string;

const noRegion = 'no region is set: name one with --region or AWS_REGION';

const checkEndpoint = 'check the network, --region and AWS_ENDPOINT_URL';

const denied: Explain = (error) => {
  const { operation = '' } = callOf(error) ?? {};
  const which = error.message.includes(operation) ? '' : `${operation}: `;
  return `access denied: ${which}${sentence(error.message)}. Give the principal that permission`;
};

const blocked: Explain = (error) =>
  `a policy of your organization does not allow ${callOf(error)?.operation ?? 'this'}: ` +
  `${sentence(error.message)}. Have it changed there, or remove the setting from registry.yml`;

const throttled: Explain = (error) =>
  `AWS throttled the calls for too long (${callNamed(error)}${sentence(error.message)}): try again in a while`;

const noAnswer: Explain = (error) => `${endpointOf(error)} does not answer: ${checkEndpoint}`;

/** An error page of a proxy, or of an emulator of AWS that lacks the operation. */
const notAws: Explain = (error) =>
  `${callNamed(error)}${endpointOf(error)} does not answer as AWS does (HTTP ${statusOf(error)}, no AWS ` +
  'answer): this endpoint may lack the operation, or a proxy answers in its place; check --region and AWS_ENDPOINT_URL';

const notOffered: Explain = (error) =>
  `${endpointOf(error)} does not offer ${callOf(error)?.operation ?? 'this operation'} ` +
  `(${error.name === 'SyntaxError' ? '' : `${error.name}, `}HTTP ${statusOf(error)}), as in some regions: check --region and AWS_ENDPOINT_URL`;

const awsAnswer: Explain = (error) => {
  const answered = `${callNamed(error)}AWS answered ${error.name}: ${sentence(error.message)} (HTTP ${statusOf(error)})`;
  return statusOf(error) >= 500 ? `${answered}. Try again in a while` : answered;
};

const noTlsThere: Explain = (error) =>
  `no secure connection to ${endpointOf(error)}: check AWS_ENDPOINT_URL, the server there may want http://`;

const noTrust: Explain = (error) => {
  const trouble = `no secure connection to ${endpointOf(error)}: ${connectionTrouble(error).why}`;
  if (codeOf(error).startsWith('CERT_')) return trouble;
  if (codeOf(error) === 'ERR_TLS_CERT_ALTNAME_INVALID') return `${trouble}; check AWS_ENDPOINT_URL`;
  return (
    `${trouble}. Where a proxy or an endpoint has a certificate of your company's own authority, name the file of that ` +
    'authority in AWS_CA_BUNDLE (or NODE_EXTRA_CA_CERTS)'
  );
};

const byName: Record<string, Explain> = {
  ...explainCredentials,
  AccessDeniedException: denied,
  AccessDenied: denied,
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,
  SlowDown: throttled,
  BlockedByOrganizationPolicyException: blocked,
  RepositoryNotFoundException: ({ message }) => `${sentence(message)}: check its name and --region`,
  NoSuchBucket: (error) => `there is no bucket ${bucketOf(error)}: create it, or name another`,
  TimeoutError: noAnswer,
  EndpointError: ({ message }) =>
    `AWS has no such address: ${sentence(message.replace('Invalid Configuration: ', ''))}. Check ` +
    'AWS_ENDPOINT_URL, AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT: they do not go together',
  // The SDK's name for an error response without a name.
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

/** `ecr:DescribeRepositories: `, where it is known which call failed. */
function callNamed(error: Error): string {
  const call = callOf(error);
  return call ? `${call.operation}: ` : '';
}

function codeOf(error: Error): string {
  return textIn(error, 'code') ?? '';
}

/** Node's network errors name the host, or the address and port, that they wanted to reach. */
function endpointOf(error: Error): string {
  const host = textIn(error, 'hostname');
  if (host !== undefined) return host;
  if ('address' in error && 'port' in error) return `${error.address}:${error.port}`;
  return awsEndpoint() ?? callOf(error)?.origin ?? 'the AWS endpoint';
}

/** S3 names the bucket in a member of its own, others in the message. */
function bucketOf(error: Error): string {
  return textIn(error, 'BucketName') ?? sentence(error.message).replace(/^.*: /, '');
}

function isAwsAnswer(error: Error): boolean {
  return '$fault' in error;
}

/** The SDK adds a response that it could not parse to the error. */
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
