import type { RegistryImage } from '../read.ts';
import { isIndexType } from './media-types.ts';

/** What an image of a repository is, as far as other images need it. */
export type RelatedImage = Pick<
  RegistryImage,
  'imageDigest' | 'imageTags' | 'subjectManifestDigest' | 'imageManifestMediaType'
>;

/** The digests that each image index lists, by its own; undefined for one that could not be read. */
export type PartsOfIndexes = ReadonlyMap<string, readonly string[] | undefined>;

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
  const { indexes, indexesOf, referrersOf } = relationsOf(images, parts);
  const existing = new Map(images.map((image) => [image.imageDigest, image]));
  const needed = new Map<string, Need>();
  const open: string[] = [];
  const add = (digests: Iterable<string>, as: Need['as'], root?: string) => {
    for (const digest of digests) {
      if (needed.has(digest) || !existing.has(digest)) continue;
      needed.set(digest, { root: root ?? digest, as });
      open.push(digest);
    }
  };
  add(roots, 'itself');
  for (const root of [...open]) add(indexesOf.get(root) ?? [], 'index', root);
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    const root = needed.get(digest)?.root;
    add(parts.get(digest) ?? [], 'part', root);
    add(referrersOf.get(digest) ?? [], 'referrer', root);
    const subject = existing.get(digest)?.subjectManifestDigest;
    if (subject !== undefined) add([subject], 'subject', root);
  }
  const unread = indexes.filter((index) => parts.get(index) === undefined);
  return { needed, unread: needed.size === 0 ? [] : unread };
}

interface Relations {
  indexes: string[];
  /** By the digest of a part: the indexes that list it. */
  indexesOf: ReadonlyMap<string, string[]>;
  /** By the digest of a subject: what refers to it. */
  referrersOf: ReadonlyMap<string, string[]>;
}

function relationsOf(images: readonly RelatedImage[], parts: PartsOfIndexes): Relations {
  const indexes = images.filter(isIndex).map(({ imageDigest }) => imageDigest);
  const listed = indexes.flatMap((index) =>
    (parts.get(index) ?? []).map((part) => [part, index] as const),
  );
  const referring = images.flatMap((image) =>
    subjectsOf(image).map((subject) => [subject, image.imageDigest] as const),
  );
  return { indexes, indexesOf: grouped(listed), referrersOf: grouped(referring) };
}

function grouped(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** Whether an image lists others, one per platform. */
export function isIndex({ imageManifestMediaType }: RelatedImage): boolean {
  return isIndexType(imageManifestMediaType);
}

const fallbackTag = /^sha256-([0-9a-f]{64})(\.[\w.-]+)?$/;

/** What an image refers to: by its manifest, or by a tag of a tool (OCI's fallback tag, or cosign's). */
export function subjectsOf({
  subjectManifestDigest,
  imageTags = [],
}: Pick<RelatedImage, 'subjectManifestDigest' | 'imageTags'>): string[] {
  const byTag = imageTags.flatMap((tag) => {
    const hex = fallbackTag.exec(tag)?.[1];
    return hex === undefined ? [] : [`sha256:${hex}`];
  });
  return [...(subjectManifestDigest === undefined ? [] : [subjectManifestDigest]), ...byTag];
}
