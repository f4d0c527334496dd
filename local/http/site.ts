import type { EventSink } from '../events/event.ts';
import type { Peer } from '../peers.ts';
import type { Caller } from '../service/caller.ts';
import { type Principal, principalOf } from '../service/principal.ts';
import { AwsError } from './errors.ts';
import type { Gate } from './gate.ts';

/** Where calls arrive: an account and region with its bus, and the registries that it hands calls on to. */
export interface Site {
  readonly accountId: string;
  readonly region: string;
  readonly gate: Gate;
  readonly emit: EventSink;
  readonly now: () => Date;
  readonly peers: readonly Peer[];
}

/**
 * Insists on a caller of this account and region; those of a peer have been handed on before. A client set to a
 * region that is not there gets what AWS says when a signature is scoped to the wrong one.
 */
export function requirePrincipal(site: Site, caller: Caller | undefined): Principal {
  if (!caller) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const who = principalOf(caller, site.accountId, site.now());
  if (who === 'expired') throw new AwsError('ExpiredTokenException', deadToken(who));
  if (who === 'invalid') throw new AwsError('UnrecognizedClientException', deadToken(who));
  if (who.accountId === site.accountId && caller.region === site.region) return who;
  const regions = [site, ...site.peers].flatMap(({ accountId, region }) =>
    accountId === who.accountId ? [region] : [],
  );
  const where = regions.length > 0 ? `in ${regions.join(', ')} only` : 'in no region';
  throw new AwsError(
    'InvalidSignatureException',
    `Credential should be scoped to a valid region, not '${caller.region}'. ` +
      `The embedded AWS has account ${who.accountId} ${where}.`,
  );
}

/** The sentence that all services have for it; each has its own name of the error. */
export function deadToken(why: 'expired' | 'invalid'): string {
  return `The security token included in the request is ${why}`;
}
