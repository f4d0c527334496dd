import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AwsError, notAuthorized } from '../http/errors.ts';
import type { Regions } from '../regions.ts';
import {
  newTemporaryKey,
  type Principal,
  principalArn,
  principalId,
  sessionTokenOf,
} from '../service/principal.ts';
import { describeViolations, parseInput } from '../service/validation.ts';

/** Members and their limits (API reference, AssumeRole). */
const request = z.object({
  RoleArn: z.string().min(20).max(2048),
  RoleSessionName: z
    .string()
    .min(2)
    .max(64)
    .regex(/^[\w+=,.@-]*$/),
  Policy: z.string().min(1).max(2048).refine(isJson).optional(),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3600),
  ExternalId: z
    .string()
    .min(2)
    .max(1224)
    .regex(/^[\w+=,.@:/-]*$/)
    .optional(),
});

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Maximum duration in seconds of a session that another session assumed (role chaining). */
const longestChained = 3600;

/**
 * Any role of an existing account can be assumed by a caller who may do everything, with or without an external id.
 * The trust policy of a role counts where it is declared, for callers whose permissions are checked. A fault on `sts:AssumeRole` in the role's account prevents it.
 *
 * @throws AwsError `ValidationError`, `AccessDenied`, and the error of a fault in the role's account
 */
export async function assumeRole(
  regions: Regions,
  who: Principal,
  input: unknown,
): Promise<object> {
  const { RoleArn, RoleSessionName, DurationSeconds, Policy } = parseInput(
    request,
    input,
    (violations) => invalid(describeViolations(violations)),
  );
  if (who.expiresAt !== undefined && DurationSeconds > longestChained) {
    const limit = 'the 1 hour session limit for roles assumed by role chaining';
    throw invalid(`The requested DurationSeconds exceeds ${limit}.`);
  }
  const accountId = await requireRole(regions, who, RoleArn);
  const start = Math.floor(regions.home.site.now().getTime() / 1000);
  const expiresAt = isoSeconds(start + DurationSeconds);
  const session: Principal = {
    accountId,
    accessKeyId: newTemporaryKey(),
    roleArn: RoleArn,
    sessionName: RoleSessionName,
    startedAt: isoSeconds(start),
    expiresAt,
    policy: Policy,
  };
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: randomBytes(30).toString('base64'),
      SessionToken: sessionTokenOf(session),
      Expiration: expiresAt,
    },
    AssumedRoleUser: { AssumedRoleId: principalId(session), Arn: principalArn(session) },
  };
}

const role = /^(arn:aws(?:-[a-z]+)*:)iam::(\d{12}):role\/(?:[!-~]+\/)?[\w+=,.@-]{1,64}$/;

/** @returns the role's account */
async function requireRole(regions: Regions, who: Principal, arn: string): Promise<string> {
  if (arn.split(':').length < 6) throw invalid('Request ARN is invalid');
  const [, partition = '', accountId] = role.exec(arn) ?? [];
  const call = {
    service: 'sts',
    operation: 'AssumeRole',
    principalArn: principalArn(who),
    resource: arn,
  };
  const isElsewhere = !who.roleArn.startsWith(partition);
  if (accountId === undefined || isElsewhere || !regions.hasAccount(accountId)) {
    const denied = notAuthorized(call.principalArn, 'sts:AssumeRole', arn);
    throw new AwsError('AccessDenied', denied, 403);
  }
  if (accountId === regions.home.accountId) return accountId;
  const verdict = await regions.peers.find((peer) => peer.accountId === accountId)?.judge(call);
  if (verdict?.error) throw verdict.error;
  if (verdict?.drop) throw new AwsError('InternalFailure', `Account ${accountId} is silent`, 500);
  return accountId;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

function isoSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}
