import { relationsOf } from '../../registry/manifests/relations.ts';
import type { StoredImage } from '../image.ts';
import type { RetentionRule } from '../rules.ts';
import { keptOf } from './kept.ts';

/**
 * Whether a rule may select any image of a repository: by what the images themselves say, without a call. What belongs
 * together is not known yet, which keeps more of what has a tag, and never less.
 */
export function mayHaveAny(
  images: readonly StoredImage[],
  rule: RetentionRule,
  began: Date,
): boolean {
  // Of what is in the archive, and of what a deletion may have left, the memory says more.
  if (images.some(({ status }) => status === 'ARCHIVED')) return true;
  if (rule.action === 'delete' && images.some(({ imageTags = [] }) => imageTags.length === 0)) {
    return true;
  }
  const kept = keptOf(images, new Map(), {
    ...{ rule, use: { inUse: new Map() }, began: began.getTime() },
    ...{ relations: relationsOf(images, new Map()), left: new Set(), hasUnread: false },
  });
  return images.some(({ imageDigest }) => !kept.has(imageDigest));
}
