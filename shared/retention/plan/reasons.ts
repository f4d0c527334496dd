import { isReferrer, tagsOfPushers } from '../../registry/manifests/referrers.ts';
import type { Relations } from '../../registry/manifests/relations.ts';
import { IN_USE_PREFIX, QUARANTINE_PREFIX } from '../../registry/tags/own-tag.ts';
import type { RepositoryUse } from '../../use/needed.ts';
import type { StoredImage } from '../image.ts';
import { DAY_MS, type RetentionRule } from '../rules.ts';
import type { AtSource } from '../source/source.ts';

/** Why an image stays. */
export const reasons = {
  inUse: 'in use, or needed by what is',
  shielded: 'tagged in-use-, as it was in use lately',
  quarantined: 'in quarantine',
  tag: 'one of its tags keeps it',
  newest: 'among the newest',
  pushed: 'pushed lately',
  pulled: 'pulled lately',
  untagged: 'without a tag, and untaggedAfter does not select it',
  referrer: 'refers to an image that does not exist here',
  new: 'pushed since the registry was read',
  unknown: 'it is unknown when it was pushed',
  restoring: 'being restored from the archive',
  unread: 'without a tag, and an image index that cannot be read may need it',
  source: 'the source registry still has it',
  noSource: 'the source registry has no such repository, or an empty one',
  needed: 'needed by an image that stays',
} as const;

export type Reason = keyof typeof reasons;

export interface Reasoning {
  rule: RetentionRule;
  use: Pick<RepositoryUse, 'inUse'>;
  relations: Relations;
  /** When the registry began to be read, in milliseconds since 1970. */
  began: number;
  /** Parts and referrers that an earlier deletion has left: nothing but a use keeps them. */
  left: ReadonlySet<string>;
  /** What the source has, where the rule has `lostBy` and it was read. */
  source?: AtSource | undefined;
  /** There is an image index whose parts are unknown. */
  hasUnread: boolean;
}

/** Why an image stays by itself, apart from its number; undefined: nothing of it keeps it. */
export function ownReason(image: StoredImage, with_: Reasoning): Reason | undefined {
  const { imageDigest, imageTags: tags = [], status, pushed } = image;
  if (with_.use.inUse.has(imageDigest)) return 'inUse';
  if (tags.some((tag) => tag.startsWith(QUARANTINE_PREFIX))) return 'quarantined';
  if (tags.some((tag) => tag.startsWith(IN_USE_PREFIX))) return 'shielded';
  if (tags.some(with_.rule.keeps)) return 'tag';
  if (status === 'ACTIVATING') return 'restoring';
  if (pushed === undefined) return 'unknown';
  if (pushed >= with_.began) return 'new';
  return byAgeReason(image, pushed, with_) ?? untaggedReason(image, pushed, with_);
}

/** Why an image stays that nothing here keeps: the source of its replication has it, or nobody knows. */
export function sourceReason(
  digest: string,
  { source }: Reasoning,
): 'source' | 'noSource' | undefined {
  if (source?.state === 'missing') return 'noSource';
  return source?.state === 'read' && source.digests.has(digest) ? 'source' : undefined;
}

function byAgeReason(
  image: StoredImage,
  pushed: number,
  { rule: { pushedWithin = -1, pulledWithin }, began }: Reasoning,
): Reason | undefined {
  // Scanners push new signatures and SBOMs for old images: that is no push of the image.
  if (!isReferrer(image) && began - pushed <= pushedWithin) return 'pushed';
  if (pulledWithin === undefined) return undefined;
  const pulled = Math.max(image.pulled ?? 0, pushed);
  return began - pulled <= pulledWithin + DAY_MS ? 'pulled' : undefined;
}

function untaggedReason(
  image: StoredImage,
  pushed: number,
  { rule: { untaggedAfter }, relations, began, left, hasUnread }: Reasoning,
): Reason | undefined {
  const isOfOther = isReferrer(image);
  const isTagged = (image.imageTags ?? []).length > 0;
  if (hasUnread && !isTagged && !isOfOther) return 'unread';
  if (left.has(image.imageDigest)) return undefined;
  if (isOfOther) return relations.subjectsOf(image).length > 0 ? undefined : 'referrer';
  if (isTagged || relations.indexesOf(image.imageDigest).length > 0) return undefined;
  const stays = untaggedAfter === undefined || began - pushed < untaggedAfter;
  return stays ? 'untagged' : undefined;
}

/** The digests that the number of images keeps: an index and its tagged parts count once. */
export function newestOf(
  inOrder: readonly StoredImage[],
  { rule, relations }: Pick<Reasoning, 'rule' | 'relations'>,
): Set<string> {
  const kept = new Set<string>();
  const ranked = inOrder.filter(
    ({ status, pushed }) => status === 'ACTIVE' && pushed !== undefined,
  );
  for (const { count, matches } of rule.newest) {
    const counted = new Set<string>();
    for (const image of ranked) {
      if (!tagsOfPushers(image).some(matches)) continue;
      const top = topOf(image.imageDigest, relations);
      if (counted.size >= count && !counted.has(top)) continue;
      counted.add(top);
      kept.add(image.imageDigest);
    }
  }
  return kept;
}

/** The index that lists an image, the one that lists that, and so on. No index can list itself: its digest is a hash. */
function topOf(digest: string, relations: Relations): string {
  const [index] = relations.indexesOf(digest).toSorted();
  return index === undefined ? digest : topOf(index, relations);
}
