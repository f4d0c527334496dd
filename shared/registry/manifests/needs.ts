import { type PartsOfIndexes, type RelatedImage, relationsOf } from './relations.ts';

/** Why an image is needed: `root` is the image that is wanted. */
export interface Need {
  root: string;
  /**
   * `index`: it lists the root. `part`: an index lists it. `referrer`: it is a signature or the like of one needed.
   * `subject`: one needed refers to it.
   */
  as: 'itself' | 'index' | 'part' | 'referrer' | 'subject';
}

/**
 * What is needed together with some images, of one repository: an index that lists one of them, as a tag or a service
 * may name it; the parts of each of these indexes, as it cannot be pulled without; and what refers to any of them:
 * signatures, attestations, SBOMs, by subject or by fallback tag; and the subject of each, as ECR deletes what refers to
 * an image after it.
 *
 * An index without known parts may list any image: `unread` are those for which that matters. Whoever deletes has to
 * keep all untagged images then.
 */
export function neededWith(
  images: readonly RelatedImage[],
  parts: PartsOfIndexes,
  roots: Iterable<string>,
): { needed: ReadonlyMap<string, Need>; unread: string[] } {
  const { byDigest, indexesOf, referrersOf, unread } = relationsOf(images, parts);
  const needed = new Map<string, Need>();
  const open: string[] = [];
  const add = (digests: Iterable<string>, as: Need['as'], root?: string) => {
    for (const digest of digests) {
      if (needed.has(digest) || !byDigest.has(digest)) continue;
      needed.set(digest, { root: root ?? digest, as });
      open.push(digest);
    }
  };
  add(roots, 'itself');
  for (const root of [...open]) add(indexesOf(root), 'index', root);
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    const root = needed.get(digest)?.root;
    add(parts.get(digest) ?? [], 'part', root);
    add(referrersOf(digest), 'referrer', root);
    const subject = byDigest.get(digest)?.subjectManifestDigest;
    if (subject !== undefined) add([subject], 'subject', root);
  }
  return { needed, unread: needed.size === 0 ? [] : [...unread] };
}
