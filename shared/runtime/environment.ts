import { MissingVariableError, UpstreamVariableError } from './errors.ts';

/** Reads a required environment variable; an empty one counts as unset. Throws MissingVariableError. */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new MissingVariableError(name);
  return value;
}

/**
 * The parameters that the stack of a function was deployed with, but for its lists, by name; empty without
 * STACK_PARAMETERS, as in a process that is no function.
 */
export function stackParameters(): Record<string, string> {
  return JSON.parse(process.env.STACK_PARAMETERS || '{}') as Record<string, string>;
}

/** The stack of a function, and where it runs. */
export interface Origin {
  account: string;
  region: string;
  /** As `--stage` on deployment: `prod`. */
  stage: string;
  /** CloudFormation's name of it: `ecr-steward-prod`. */
  stack: string;
}

/**
 * Where this runs. The account is in a variable of ours: with `AWS_ACCOUNT_ID` the SDK would call account-specific
 * endpoints, which VPC endpoints do not cover.
 *
 * @throws MissingVariableError without ACCOUNT_ID, AWS_REGION, STAGE and STACK_NAME.
 */
export function origin(): Origin {
  return {
    account: requireVariable('ACCOUNT_ID'),
    region: requireVariable('AWS_REGION'),
    stage: requireVariable('STAGE'),
    stack: requireVariable('STACK_NAME'),
  };
}

/**
 * The address of an upstream registry: https://<host>. Where UPSTREAM_ADDRESSES is set, as on a local AWS, only the
 * addresses in it are reached (`quay.io=http://127.0.0.1:5001`, several separated by commas).
 *
 * @throws UpstreamVariableError for an address that leads off this machine.
 */
export function upstreamAddress(host: string): URL {
  const addresses = process.env.UPSTREAM_ADDRESSES;
  if (addresses === undefined) return new URL(`https://${host}`);
  const pairs = addresses.split(',').map((pair) => pair.split('='));
  const [, address = NOBODY] = pairs.find(([name]) => name === host) ?? [];
  if (/^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?$/.test(address)) return new URL(address);
  throw new UpstreamVariableError(address);
}

/** The discard port: no client connects to it. */
const NOBODY = 'http://127.0.0.1:9';

/** The endpoint for all AWS services in place of AWS's own; undefined when there is none. */
export function awsEndpoint(): string | undefined {
  return process.env.AWS_ENDPOINT_URL || undefined;
}

/** The endpoint variable with this value, as an assignment: `AWS_ENDPOINT_URL_S3=nowhere`. */
export function endpointVariable(value: string): string | undefined {
  return Object.entries(process.env)
    .find(([name, text]) => name.startsWith('AWS_ENDPOINT_URL') && text && text === value)
    ?.join('=');
}

/** The variable that names a proxy with this host name, or at this port; undefined where there is none. */
export function proxyVariable(hostname?: string, port?: number): string | undefined {
  return ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((name) => {
    const text = process.env[name];
    const url = text ? URL.parse(text.includes('://') ? text : `http://${text}`) : null;
    if (url === null) return false;
    const ownPort = url.port || (url.protocol === 'https:' ? '443' : '80');
    return hostname === undefined ? String(port) === ownPort : hostname === url.hostname;
  });
}
