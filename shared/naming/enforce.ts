import type { ECRClient } from '@aws-sdk/client-ecr';
import { replaceTag } from '../registry/retag.ts';
import { quarantineTag, type TagViolation, type Violation } from './check.ts';

/** What was done about a violation. */
export type Enforced = Violation & { outcome: Outcome; error?: unknown };

export type Outcome =
  /** The rule's action is `report`: nothing but this. */
  | 'reported'
  /** The image has its quarantine tag instead of the wrong one. */
  | 'quarantined'
  /** The tag was gone, or pointed to another image by now: that image has an event of its own. */
  | 'gone'
  /** The tag moved to another image in the moment it was removed: that image has to be pushed again. */
  | 'raced'
  /** It could not be done; `error` says why. The image may have its quarantine tag besides the wrong one. */
  | 'failed';

/**
 * Does what the rules of the violations want, one after the other. An image never disappears. One that
 * fails does not stop the others.
 */
export async function enforce(
  ecr: ECRClient,
  violations: readonly Violation[],
): Promise<Enforced[]> {
  const enforced: Enforced[] = [];
  for (const violation of violations) {
    enforced.push({ ...violation, ...(await attempt(ecr, violation)) });
  }
  return enforced;
}

async function attempt(
  ecr: ECRClient,
  violation: Violation,
): Promise<Pick<Enforced, 'outcome' | 'error'>> {
  if (violation.action === 'report') return { outcome: 'reported' };
  try {
    return { outcome: await quarantine(ecr, violation) };
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

async function quarantine(ecr: ECRClient, { repository, tag, digest }: TagViolation) {
  const tagged = { repositoryName: repository, imageTag: tag, imageDigest: digest };
  const { state } = await replaceTag(ecr, tagged, quarantineTag(digest));
  return ({ replaced: 'quarantined', moved: 'gone', raced: 'raced' } as const)[state];
}

/** @throws The first error, so that the event is retried: what is done by then is not done twice. */
export function throwIfFailed(enforced: readonly Enforced[]): void {
  const failed = enforced.find(({ outcome }) => outcome === 'failed');
  if (failed) throw failed.error;
}
