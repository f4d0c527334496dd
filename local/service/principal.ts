import { AwsError } from '../http/errors.ts';

/** Who calls, and where they think that they call. */
export interface Caller {
  accessKeyId: string;
  /** Region and service of the signature's credential scope. */
  region: string;
  service: string;
}

const credential = /Credential=([^/\s,]+)\/\d{8}\/([^/\s,]+)\/([^/\s,]+)\/aws4_request/;

/**
 * Reads the caller off a Signature Version 4 `Authorization` header, or off the query of a presigned URL.
 * The signature itself is not checked: any key pair is as good as another here.
 */
export function callerOf(authorization: string | undefined, url = ''): Caller | undefined {
  const signed = authorization ?? presigned(url);
  const [, accessKeyId, region, service] = credential.exec(signed) ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

function presigned(url: string): string {
  const scope = new URLSearchParams(url.split('?')[1] ?? '').get('X-Amz-Credential');
  return scope ? `Credential=${scope}` : '';
}

/**
 * Insists on a caller of this region. There is one registry per account and region, and this is the only
 * one here: a client set to another region gets what AWS says when a signature is scoped to the wrong one.
 */
export function requireCaller(caller: Caller | undefined, region: string): Caller {
  if (!caller) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  if (caller.region !== region) {
    throw new AwsError(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region, not '${caller.region}'. The embedded AWS is in ${region} only.`,
    );
  }
  return caller;
}

const roleName = 'LocalAdmin';

/** The role session that every access key stands for, named after the key. */
export function principalArn(accountId: string, accessKeyId: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleName}/${accessKeyId}`;
}

/** The access key that a principal's ARN is named after. */
export function accessKeyOf(principal: string): string {
  return principal.split('/').at(-1) ?? principal;
}

export function principalId(accessKeyId: string): string {
  return `AROALOCALADMIN:${accessKeyId}`;
}

/** `userIdentity` of a CloudTrail record, as for a role session (CloudTrail user guide, userIdentity element). */
export function userIdentity(accountId: string, accessKeyId: string, invokedBy?: string): object {
  return {
    type: 'AssumedRole',
    principalId: principalId(accessKeyId),
    arn: principalArn(accountId, accessKeyId),
    accountId,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROALOCALADMIN',
        arn: `arn:aws:iam::${accountId}:role/${roleName}`,
        accountId,
        userName: roleName,
      },
      attributes: { creationDate: '2026-01-01T00:00:00Z', mfaAuthenticated: 'false' },
    },
    ...(invokedBy !== undefined && { invokedBy }),
  };
}
