import {
  DescribeImageSigningStatusCommand,
  type ECRClient,
  type ImageSigningStatus,
} from '@aws-sdk/client-ecr';
import { unlessGone } from '../registry/tags/races.ts';

/** Milliseconds after its push in which an image may have no signature yet. */
export const GRACE_MS = 15 * 60_000;

const DAY_MS = 86_400_000;

/** Milliseconds after its push for which an unsigned image is looked at again. */
const WATCHED_MS = 30 * DAY_MS;

/** A signature that is missing. */
export interface Missing {
  profile: string;
  /** `FAILED`: with ECR's code and reason. `NONE`: ECR does not know of any. */
  status: 'FAILED' | 'IN_PROGRESS' | 'NONE';
  code?: string;
  reason?: string;
}

export interface Judged {
  /** What is reported. */
  missing: readonly Missing[];
  /** When to look again; undefined: it is signed, or was looked at for long enough. */
  nextAt: Date | undefined;
}

/** How an image is signed: a call. Undefined when it is gone. */
export async function signingOf(
  ecr: ECRClient,
  repositoryName: string,
  imageDigest: string,
): Promise<ImageSigningStatus[] | undefined> {
  const input = { repositoryName, imageId: { imageDigest } };
  const answer = await unlessGone(ecr.send(new DescribeImageSigningStatusCommand(input)));
  return answer && (answer.signingStatuses ?? []);
}

/**
 * What is to be reported of an image, and when to look again: within its grace what is not there may come; what is being
 * signed has a day.
 *
 * @param profiles - ARNs of the profiles that it has to be signed with.
 */
export function judge(
  statuses: readonly ImageSigningStatus[],
  profiles: readonly string[],
  { pushedAt, now }: { pushedAt: number; now: number },
): Judged {
  const age = now - pushedAt;
  const known = new Set(statuses.map(({ signingProfileArn }) => signingProfileArn));
  const none = profiles
    .filter((profile) => !known.has(profile))
    .map((profile): Missing => ({ profile, status: 'NONE' }));
  const failed = statuses.filter(({ status }) => status === 'FAILED').map(missing);
  const pending = statuses.filter(({ status }) => status === 'IN_PROGRESS').map(missing);
  const reported = [...failed, ...(age >= GRACE_MS ? none : []), ...(age >= DAY_MS ? pending : [])];
  const isOpen = failed.length + none.length + pending.length > 0;
  const later = age < DAY_MS ? GRACE_MS : DAY_MS;
  const nextAt = isOpen && age < WATCHED_MS ? new Date(now + later) : undefined;
  return { missing: reported, nextAt };
}

function missing({
  signingProfileArn = 'unknown profile',
  status,
  failureCode,
  failureReason,
}: ImageSigningStatus): Missing {
  return {
    profile: signingProfileArn,
    status: status === 'FAILED' ? 'FAILED' : 'IN_PROGRESS',
    ...(failureCode !== undefined && { code: failureCode }),
    ...(failureReason !== undefined && { reason: failureReason }),
  };
}
