import { isCached } from '../registry/cached.ts';
import { isReferrerTag } from '../registry/manifests/referrers.ts';
import { kindOfOwnTag } from '../registry/tags/own-tag.ts';
import type { Failure } from './findings/result.ts';

/** What has to be done with an image that fails. */
export type Decision =
  | { kind: 'reported' }
  /** Remove all these tags: from the image that fails, or from the multi-arch image that it is part of. */
  | { kind: 'quarantine'; digest: string; tags: string[] }
  /** The rule says quarantine, but the image keeps its tags. */
  | { kind: 'kept'; why: string };

/** @param cachePrefixes - Of the cache rules: ECR would import a removed tag again. */
export function decide(
  { repository, rule, digest, tags, partOf, pushedAt }: Failure,
  cachePrefixes: readonly string[],
  now = new Date(),
): Decision {
  if (rule.action === 'report') return { kind: 'reported' };
  if (isCached(repository, cachePrefixes)) {
    return { kind: 'kept', why: 'its cache rule would import the tags again' };
  }
  const target = tags.length > 0 || partOf === undefined ? { digest, tags } : partOf;
  const theirs = target.tags.filter(
    (tag) => kindOfOwnTag(tag) === undefined && !isReferrerTag(tag),
  );
  if (theirs.length === 0) return { kind: 'kept', why: 'it has no tag to remove' };
  const age = now.getTime() - (pushedAt?.getTime() ?? 0);
  if (age > rule.quarantineWithin * 1000) {
    return {
      kind: 'kept',
      why: 'it was pushed longer ago than quarantineWithin and may be deployed',
    };
  }
  return { kind: 'quarantine', digest: target.digest, tags: theirs };
}
