import { type ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { connectionTrouble } from '../../runtime/connection.ts';
import { StewardError } from '../../runtime/errors.ts';
import { dualStackHost, parseRegistryHost } from '../host.ts';

/** The registry's v2 API as Docker and containerd use it: its address, and the login. */
export interface RegistryDoor {
  /** `https://<account>.dkr.ecr.<region>.amazonaws.com`; on a local AWS its endpoint. */
  origin: string;
  /** For `Authorization: Basic …`: the user `AWS` and a password. A secret. */
  token: string;
  /** Twelve hours after it was issued. */
  expiresAt: Date | undefined;
}

/**
 * Gets a token from ECR, and the address that it is for.
 *
 * @param host - Another host name of the same registry. Default: the one that ECR names, or its dual-stack one where
 *   the client asks for dual-stack endpoints.
 * @throws NoTokenError
 */
export async function openDoor(ecr: ECRClient, host?: string): Promise<RegistryDoor> {
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const [data] = authorizationData ?? [];
  if (!data?.authorizationToken || !data.proxyEndpoint) {
    throw new NoTokenError();
  }
  const { authorizationToken: token, proxyEndpoint, expiresAt } = data;
  const own = parseRegistryHost(new URL(proxyEndpoint).host);
  if (own === undefined) return { origin: proxyEndpoint, token, expiresAt };
  const asked = host ?? ((await ecr.config.useDualstackEndpoint()) ? dualStackHost(own) : own.host);
  return { origin: `https://${asked}`, token, expiresAt };
}

/** Milliseconds to wait for an answer. */
const PATIENCE_MS = 20_000;

/**
 * Sends one request to the registry's v2 API. A redirect is an answer: it is not followed.
 *
 * @param path - Such as `/v2/`.
 * @throws RegistryUnreachableError when nothing answers.
 */
export async function request(
  { origin, token }: Pick<RegistryDoor, 'origin' | 'token'>,
  path: string,
  { method = 'GET', accept = [] }: { method?: 'GET' | 'HEAD'; accept?: readonly string[] } = {},
): Promise<Response> {
  const headers = {
    authorization: `Basic ${token}`,
    ...(accept.length > 0 && { accept: accept.join() }),
  };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(`${origin}${path}`, { method, headers, signal, redirect: 'manual' });
  } catch (cause) {
    throw new RegistryUnreachableError(origin, { cause });
  }
}

/** ECR answered GetAuthorizationToken without a token or an address. */
export class NoTokenError extends StewardError {
  override name = 'NoTokenError' as const;

  constructor() {
    super('ECR gave no token to log in to its registry with: try again, then check --region');
  }
}

/** Nothing answers at the registry's address: check DNS, routes, firewalls and proxies. */
export class RegistryUnreachableError extends StewardError {
  override name = 'RegistryUnreachableError' as const;

  /** Something answers with a certificate that is not trusted, as a proxy that inspects TLS does. */
  readonly isTrust: boolean;

  constructor(origin: string, options: { cause: unknown }) {
    const { why, isTrust } = connectionTrouble(options.cause);
    super(
      isTrust ? `no secure connection to ${origin}: ${why}` : `${origin} does not answer: ${why}`,
      options,
    );
    this.isTrust = isTrust;
  }
}
