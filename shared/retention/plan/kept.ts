import { neededWith } from '../../registry/manifests/needs.ts';
import { isReferrer } from '../../registry/manifests/referrers.ts';
import type { PartsOfIndexes } from '../../registry/manifests/relations.ts';
import { byAge, type StoredImage } from '../image.ts';
import { newestOf, ownReason, type Reason, type Reasoning, sourceReason } from './reasons.ts';

/** Why each image stays, by digest; all others may go. With an image stays all that it needs. */
export function keptOf(
  images: readonly StoredImage[],
  parts: PartsOfIndexes,
  with_: Reasoning,
): Map<string, Reason> {
  const inOrder = images.toSorted(byAge);
  const newest = newestOf(inOrder, with_);
  const kept = new Map<string, Reason>();
  for (const image of inOrder) {
    const own =
      ownReason(image, with_) ?? (newest.has(image.imageDigest) ? ('newest' as const) : undefined);
    if (own !== undefined) kept.set(image.imageDigest, own);
  }
  const { needed } = neededWith(images, parts, withOwners(kept.keys(), with_));
  const ofSource = new Map<string, Reason>();
  for (const { imageDigest: digest } of inOrder) {
    const reason = kept.has(digest) ? undefined : sourceReason(digest, with_);
    if (reason !== undefined) ofSource.set(digest, reason);
  }
  for (const [digest, reason] of ofSource) kept.set(digest, reason);
  const others = [...needed.keys(), ...belowOf(ofSource.keys(), parts, with_)];
  for (const digest of others) if (!kept.has(digest)) kept.set(digest, 'needed');
  return kept;
}

/**
 * What images need that the source still has: their parts, what refers to them, and their subjects. Not the indexes that
 * list them: one that the source has lost goes, though it shares a part with one that the source has.
 */
function belowOf(
  digests: Iterable<string>,
  parts: PartsOfIndexes,
  { relations: { byDigest, referrersOf, subjectsOf } }: Reasoning,
): Set<string> {
  const found = new Set<string>();
  const open = [...digests];
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    const image = byDigest.get(digest);
    if (image === undefined || found.has(digest)) continue;
    found.add(digest);
    open.push(...(parts.get(digest) ?? []), ...referrersOf(digest), ...subjectsOf(image));
  }
  return found;
}

/** With what an image belongs to: the indexes that list it, the subject of a referrer, and theirs. */
function withOwners(digests: Iterable<string>, { relations }: Reasoning): Set<string> {
  const found = new Set<string>();
  const open = [...digests];
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    const image = relations.byDigest.get(digest);
    if (image === undefined || found.has(digest)) continue;
    found.add(digest);
    open.push(...relations.indexesOf(digest));
    if (isReferrer(image)) open.push(...relations.subjectsOf(image));
  }
  return found;
}
