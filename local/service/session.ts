import { AwsError } from '../http/errors.ts';
import { deadToken } from '../http/site.ts';
import { type Caller, callerOf } from './caller.ts';
import { localAdmin, type Principal, principalOf } from './principal.ts';

type Signed = Parameters<typeof callerOf>[0];

/** The caller of a service that is the same for all regions, and the region that it signed for. */
export interface StorageCaller {
  readonly who: Principal;
  readonly region: string | undefined;
  /** Why its credentials are refused. */
  readonly refused?: AwsError;
}

/** @param home the account of callers whose access key names none, and of those who sign nothing */
export function storageCaller(request: Signed, home: string, now: Date): StorageCaller {
  const caller: Caller | undefined = callerOf(request);
  if (!caller) return { who: localAdmin(home, 'anonymous'), region: undefined };
  const { region, accessKeyId } = caller;
  const who = principalOf(caller, home, now);
  if (typeof who !== 'string') return { who, region };
  const name = who === 'expired' ? 'ExpiredToken' : 'InvalidToken';
  const refused = new AwsError(name, deadToken(who), 403);
  return { who: localAdmin(home, accessKeyId), region, refused };
}
