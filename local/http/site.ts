import type { EventSink } from '../events/event.ts';
import type { Caller } from '../service/caller.ts';
import { type Principal, principalOf } from '../service/principal.ts';
import { AwsError } from './errors.ts';
import type { Gate } from './gate.ts';

/** Where calls arrive: one account in one region. */
export interface Site {
  readonly accountId: string;
  readonly region: string;
  /** The account of callers whose access key names none. */
  readonly defaultAccount: string;
  /** The place of a call, as exchanges have it; absent for the default account and region. */
  readonly where?: string | undefined;
  readonly gate: Gate;
  readonly emit: EventSink;
  readonly now: () => Date;
}

/**
 * Requires a caller of this account and region; calls of others have already been routed to theirs. A caller who is
 * refused has configured an invalid region, and gets AWS's message for that.
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
      `The local AWS has every region with a name such as ${site.region}.`,
  );
}

/** The message that all services share; each has its own name for the error. */
export function deadToken(why: 'expired' | 'invalid'): string {
  return `The security token included in the request is ${why}`;
}
