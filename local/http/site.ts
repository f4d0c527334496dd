import type { EventSink } from '../events/event.ts';
import type { Caller } from '../service/caller.ts';
import { type Principal, principalOf } from '../service/principal.ts';
import { AwsError } from './errors.ts';
import type { Gate } from './gate.ts';

/** Where calls arrive: one account in one region. */
export interface Site {
  readonly accountId: string;
  readonly region: string;
  /** The account of whoever comes with keys of no account. */
  readonly defaultAccount: string;
  /** What watchers are told of where a call was made; absent for the default account and region. */
  readonly where?: string | undefined;
  readonly gate: Gate;
  readonly emit: EventSink;
  readonly now: () => Date;
}

/**
 * Insists on a caller of this account and region; those of others have been handed on before. So whoever is
 * refused has set a client to what is no region at all, and is told what AWS says of it.
 */
export function requirePrincipal(site: Site, caller: Caller | undefined): Principal {
  if (!caller) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const who = principalOf(caller, site.defaultAccount, site.now());
  if (who === 'expired') throw new AwsError('ExpiredTokenException', deadToken(who));
  if (who === 'invalid') throw new AwsError('UnrecognizedClientException', deadToken(who));
  if (who.accountId === site.accountId && caller.region === site.region) return who;
  throw new AwsError(
    'InvalidSignatureException',
    `Credential should be scoped to a valid region, not '${caller.region}'. ` +
      `The embedded AWS has every region with a name such as ${site.region}.`,
  );
}

/** The sentence that all services have for it; each has its own name of the error. */
export function deadToken(why: 'expired' | 'invalid'): string {
  return `The security token included in the request is ${why}`;
}
