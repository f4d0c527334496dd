import type { ECRClient } from '@aws-sdk/client-ecr';
import { replaceTag } from '../registry/retag.ts';
import { quarantineTag, type TagViolation, type Violation } from './check.ts';

/** What was done about a violation. */
export type Enforced = Violation & {
  outcome: /** The rule's action is `report`: nothing but this. */
    | 'reported'
    /** The image has its quarantine tag instead of the wrong one. */
    | 'quarantined'
    /** The tag was gone, or pointed to another image by now: that image has an event of its own. */
    | 'gone'
    /** The tag moved to another image in the moment it was removed: that image has to be pushed again. */
    | 'raced';
};

/** Does what the rules of the violations want, one after the other. An image never disappears. */
export async function enforce(
  ecr: ECRClient,
  violations: readonly Violation[],
): Promise<Enforced[]> {
  const enforced: Enforced[] = [];
  for (const violation of violations) {
    const outcome =
      violation.action === 'quarantine' ? await quarantine(ecr, violation) : 'reported';
    enforced.push({ ...violation, outcome });
  }
  return enforced;
}

async function quarantine(ecr: ECRClient, { repository, tag, digest }: TagViolation) {
  const tagged = { repositoryName: repository, imageTag: tag, imageDigest: digest };
  const { state } = await replaceTag(ecr, tagged, quarantineTag(digest));
  return ({ replaced: 'quarantined', moved: 'gone', raced: 'raced' } as const)[state];
}
