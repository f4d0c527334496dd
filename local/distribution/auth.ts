import type { Registry } from '../ecr/model/registry.ts';
import { readToken } from '../ecr/registry/tokens.ts';
import { localAdmin, type Principal } from '../service/principal.ts';
import { DistributionError } from './errors.ts';

/** The access key of all clients when no login is required. */
const anonymous = 'anonymous';

/** A request without a valid token; ECR's response is this text alone. */
export class Unauthorized extends Error {
  override name = 'Unauthorized' as const;
  readonly challenge: string;

  constructor(endpoint: string) {
    super('Not Authorized');
    this.challenge = `Basic realm="${endpoint}/",service="ecr.amazonaws.com"`;
  }
}

/**
 * Authenticates a client by the token of GetAuthorizationToken, as Basic credentials of the user `AWS`.
 *
 * @returns the principal that requested the token
 * @throws Unauthorized without credentials, for which docker prints `no basic auth credentials`, and with foreign
 *   ones; DistributionError `DENIED` with an expired token
 */
export function authenticate(
  context: { registry: Registry; endpoint: string; auth: boolean; now: () => Date },
  authorization: string | undefined,
): Principal {
  if (!context.auth) return localAdmin(context.registry.accountId, anonymous);
  const token = readToken(context.registry, passwordIn(authorization), context.now());
  if (token === undefined) throw new Unauthorized(context.endpoint);
  if (token !== 'expired') return token;
  const message = 'Your authorization token has expired. Reauthenticate and try again.';
  throw new DistributionError(403, 'DENIED', message);
}

/** The password of a client that logs in as `AWS`, as docker does; empty for all others. */
export function passwordIn(authorization = ''): string {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization) ?? [];
  const [user, ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return user === 'AWS' ? password.join(':') : '';
}
