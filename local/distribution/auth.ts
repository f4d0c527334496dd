import type { Registry } from '../ecr/model/registry.ts';
import { readToken } from '../ecr/registry/tokens.ts';
import { localAdmin, type Principal } from '../service/principal.ts';
import { DistributionError } from './errors.ts';

/** The access key that stands for whoever comes when no login is asked for. */
const anonymous = 'anonymous';

/** A request without a token that is worth anything; the text is all that ECR answers with. */
export class Unauthorized extends Error {
  override name = 'Unauthorized' as const;
  readonly challenge: string;

  constructor(endpoint: string) {
    super('Not Authorized');
    this.challenge = `Basic realm="${endpoint}/",service="ecr.amazonaws.com"`;
  }
}

/**
 * Who comes, by the token of GetAuthorizationToken as Basic credentials of the user `AWS`.
 *
 * @returns who asked for the token
 * @throws Unauthorized without credentials, at which docker says `no basic auth credentials`, and with foreign
 *   ones; DistributionError `DENIED` with an expired token
 */
export function authenticate(
  door: { registry: Registry; endpoint: string; auth: boolean; now: () => Date },
  authorization: string | undefined,
): Principal {
  if (!door.auth) return localAdmin(door.registry.accountId, anonymous);
  const token = readToken(door.registry, passwordIn(authorization), door.now());
  if (token === undefined) throw new Unauthorized(door.endpoint);
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
