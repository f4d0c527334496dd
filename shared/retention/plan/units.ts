import type { Relations } from '../../registry/manifests/relations.ts';
import { byAge, type StoredImage } from '../image.ts';

/** Images that go together: an image, the parts that no other image needs, and what refers to any of them. */
export interface Unit {
  /** The digest of the image; of one that was deleted before its parts, too. */
  root: string;
  /** In the order in which they may go: an index before its parts, a subject before what refers to it. */
  images: readonly StoredImage[];
}

/**
 * The images that do not stay, in units, the oldest first. An image that belongs to several goes with the newest of them,
 * which goes last.
 *
 * @param left - Parts and referrers that an earlier deletion has left, with the digest of their image.
 */
export function unitsOf(
  going: readonly StoredImage[],
  relations: Relations,
  left: ReadonlyMap<string, string>,
): Unit[] {
  const inOrder = going.toSorted(byAge);
  const isGoing = new Set(inOrder.map(({ imageDigest }) => imageDigest));
  const rank = new Map(inOrder.map(({ imageDigest }, index) => [imageDigest, index]));
  const newestOf = (digests: readonly string[]) =>
    digests
      .filter((digest) => isGoing.has(digest))
      .toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))[0];
  const ownerOf = (image: StoredImage) =>
    newestOf(relations.indexesOf(image.imageDigest)) ??
    newestOf(relations.subjectsOf(image)) ??
    left.get(image.imageDigest);
  const owners = new Map(inOrder.map((image) => [image.imageDigest, ownerOf(image)]));
  const units = new Map<string, { image: StoredImage; depth: number }[]>();
  for (const image of inOrder.toReversed()) {
    const found = rootOf(image.imageDigest, owners);
    if (found === undefined) continue;
    const members = units.get(found.root) ?? [];
    members.push({ image, depth: found.depth });
    units.set(found.root, members);
  }
  // A deletion that has begun goes on first: its root has no rank any more.
  const age = (root: string) => rank.get(root) ?? Number.POSITIVE_INFINITY;
  return [...units]
    .toSorted(([a], [b]) => (age(a) === age(b) ? 0 : age(b) - age(a)))
    .map(([root, members]) => ({
      root,
      images: members.toSorted((a, b) => a.depth - b.depth).map(({ image }) => image),
    }));
}

/** Undefined for images that refer to each other, as tags can say: they stay. */
function rootOf(
  digest: string,
  owners: ReadonlyMap<string, string | undefined>,
): { root: string; depth: number } | undefined {
  const seen = new Set<string>();
  let root = digest;
  for (let owner = owners.get(root); owner !== undefined; owner = owners.get(root)) {
    if (seen.has(owner)) return undefined;
    seen.add(owner);
    root = owner;
  }
  return { root, depth: seen.size };
}
