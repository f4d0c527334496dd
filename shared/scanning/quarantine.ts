import type { ECRClient } from '@aws-sdk/client-ecr';
import { quarantineTag } from '../registry/quarantine-tag.ts';
import { replaceTag } from '../registry/retag.ts';

/** What became of a tag of an image that fails. */
export interface TagOutcome {
  repository: string;
  tag: string;
  /**
   * moved: gone, or on another image by now. raced: another image got it in that moment, and lost it.
   * restored: as replaced, but the image is new to ECR.
   */
  outcome: 'replaced' | 'moved' | 'raced' | 'restored';
}

/**
 * Replaces the tags of an image by its quarantine tag, one by one: at no moment is it without one, as ECR
 * deletes an image with its last. A second attempt goes on where one broke off.
 */
export async function quarantine(
  ecr: ECRClient,
  { repository, digest, tags }: { repository: string; digest: string; tags: readonly string[] },
): Promise<TagOutcome[]> {
  const outcomes: TagOutcome[] = [];
  for (const tag of tags) {
    const tagged = { repositoryName: repository, imageTag: tag, imageDigest: digest, others: tags };
    const replaced = await replaceTag(ecr, tagged, quarantineTag(digest));
    const givenBack = replaced.state === 'raced' && replaced.givenBack;
    outcomes.push({ repository, tag, outcome: givenBack ? 'moved' : replaced.state });
  }
  return outcomes;
}
