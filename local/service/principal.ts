import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { arnStart } from './partition.ts';

/** The caller: a session of a role. Every access key that is not temporary is a session of `LocalAdmin`. */
export interface Principal {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** Both in ISO 8601, in whole seconds. */
  readonly startedAt: string;
  /** Temporary credentials only. */
  readonly expiresAt?: string | undefined;
  /** The session policy that AssumeRole was given. */
  readonly policy?: string | undefined;
}

/** The schema of principals in session tokens and in tokens of the registry. */
export const principalSchema = z.object({
  accountId: z.string(),
  accessKeyId: z.string(),
  roleArn: z.string(),
  sessionName: z.string(),
  startedAt: z.string(),
  expiresAt: z.string().optional(),
  policy: z.string().optional(),
}) satisfies z.ZodType<Principal>;

/** An access key that is an account id: its caller belongs to that account, as in LocalStack and moto. */
const accountKey = /^\d{12}$/;

/** The role session of an ordinary access key, named after the key. */
export function localAdmin(accountId: string, accessKeyId: string, region = ''): Principal {
  const roleArn = `${arnStart(region)}:iam::${accountId}:role/LocalAdmin`;
  const startedAt = '2026-01-01T00:00:00Z';
  return { accountId, accessKeyId, roleArn, sessionName: accessKeyId, startedAt };
}

/**
 * The prefix of temporary access keys of a local AWS. AWS's own, which a shell may contain, differ: Base32 has no
 * `0` and `1`.
 */
const temporary = 'ASIALOCAL0';

export function newTemporaryKey(): string {
  return temporary + randomBytes(5).toString('hex').toUpperCase();
}

/**
 * The session token of a session. It contains everything, so that every local AWS understands those of any other,
 * also after a restart. It is not signed: signatures are not checked here.
 */
export function sessionTokenOf(session: Principal): string {
  return Buffer.from(JSON.stringify(session)).toString('base64url');
}

/**
 * The principal of a caller. An access key that is an account id belongs to that account, one from AssumeRole is a
 * session of its role, and any other belongs to the default account.
 *
 * @param home the default account
 * @returns `invalid` for a temporary key without its session token
 */
export function principalOf(caller: Caller, home: string, now: Date): Principal | Dead {
  const { accessKeyId, region } = caller;
  if (accountKey.test(accessKeyId)) return localAdmin(accessKeyId, accessKeyId, region);
  if (!accessKeyId.startsWith(temporary)) return localAdmin(home, accessKeyId, region);
  const session = readSessionToken(caller.sessionToken);
  if (session?.accessKeyId !== accessKeyId || !session.expiresAt) return 'invalid';
  return Date.parse(session.expiresAt) > now.getTime() ? session : 'expired';
}

/** Why credentials are refused. */
export type Dead = 'expired' | 'invalid';

function readSessionToken(token = ''): Principal | undefined {
  try {
    return principalSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    return undefined;
  }
}

export function principalArn({ accountId, roleArn, sessionName }: Principal): string {
  const [arn, partition] = roleArn.split(':');
  return `${arn}:${partition}:sts::${accountId}:assumed-role/${nameOf(roleArn)}/${sessionName}`;
}

export function principalId({ roleArn, sessionName }: Principal): string {
  return `${roleId(roleArn)}:${sessionName}`;
}

/** `userIdentity` of a CloudTrail record, as for a role session (CloudTrail user guide, userIdentity element). */
export function userIdentity(who: Principal, invokedBy?: string): object {
  const { accountId, accessKeyId, roleArn, startedAt } = who;
  return {
    type: 'AssumedRole',
    principalId: principalId(who),
    arn: principalArn(who),
    accountId,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId(roleArn),
        arn: roleArn,
        accountId,
        userName: nameOf(roleArn),
      },
      attributes: { creationDate: startedAt, mfaAuthenticated: 'false' },
    },
    ...(invokedBy !== undefined && { invokedBy }),
  };
}

/** A role's name without its path. */
function nameOf(roleArn: string): string {
  return roleArn.split('/').at(-1) ?? roleArn;
}

/** The unique id of a role, always the same. */
function roleId(roleArn: string): string {
  return `AROA${createHash('sha256').update(roleArn).digest('hex').slice(0, 17).toUpperCase()}`;
}
