import { isCached } from '../registry/cached.ts';
import { isReferrerTag } from '../registry/manifests/referrers.ts';
import { QUARANTINE_PREFIX } from '../registry/tags/quarantine-tag.ts';
import type { Failure } from './result.ts';

/** What is to become of an image that fails. */
export type Fate =
  | { kind: 'reported' }
  /** All these tags of an image go: of the one that fails, or of the multi-arch image that it is part of. */
  | { kind: 'quarantine'; digest: string; tags: string[] }
  /** It is to be quarantined, and keeps its tags. */
  | { kind: 'kept'; why: string };

/** @param cachePrefixes - Of the pull-through cache rules: ECR would fetch a tag that is taken away. */
export function fateOf(
  { repository, rule, digest, tags, partOf, pushedAt }: Failure,
  cachePrefixes: readonly string[],
  now = new Date(),
): Fate {
  if (rule.action === 'report') return { kind: 'reported' };
  if (isCached(repository, cachePrefixes)) {
    return { kind: 'kept', why: 'a cache rule would fetch its tags again' };
  }
  const target = tags.length > 0 || partOf === undefined ? { digest, tags } : partOf;
  const theirs = target.tags.filter(
    (tag) => !tag.startsWith(QUARANTINE_PREFIX) && !isReferrerTag(tag),
  );
  if (theirs.length === 0) return { kind: 'kept', why: 'it has no tag to take away' };
  const age = now.getTime() - (pushedAt?.getTime() ?? 0);
  if (age > rule.quarantineWithin * 1000) {
    return {
      kind: 'kept',
      why: 'it was pushed too long ago (quarantineWithin), and may be deployed',
    };
  }
  return { kind: 'quarantine', digest: target.digest, tags: theirs };
}
