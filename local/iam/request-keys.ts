import { type Principal, principalId } from '../service/principal.ts';
import type { Need } from './need.ts';

/** A bucket's ARN names no account: it is the caller's. */
export function accountOf(arn: string): string | undefined {
  return arn.split(':')[4] || undefined;
}

/**
 * The condition keys of every request (IAM user guide, "AWS global condition context keys"). The local endpoint stands
 * for AWS's: a call to it counts as one over TLS.
 */
export function keysOf(caller: Principal, { resource, context }: Need) {
  const now = new Date();
  const [, , , region] = resource.split(':');
  return {
    'aws:PrincipalArn': caller.roleArn,
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': principalId(caller),
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    'aws:SourceIp': '127.0.0.1',
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:ResourceAccount': accountOf(resource) ?? caller.accountId,
    ...(region && { 'aws:RequestedRegion': region }),
    ...context,
  };
}
