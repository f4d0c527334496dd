import { evaluate } from '../../../shared/registry/lifecycle/evaluate.ts';
import { lifecycleRulesIn } from '../../../shared/registry/lifecycle/policy.ts';
import type { RegistryImage } from '../../../shared/registry/read.ts';

export const INDEX = 'application/vnd.oci.image.index.v1+json';

export const DAY_MS = 86_400_000;

type Known = Pick<
  RegistryImage,
  'imagePushedAt' | 'lastArchivedAt' | 'imageManifestMediaType' | 'subjectManifestDigest'
>;

/** An image of the repository; `lists` are the digests in an image index. */
export interface WorldImage extends Known {
  imageDigest: string;
  imageTags: string[];
  imageStatus: 'ACTIVE' | 'ARCHIVED';
  lists: readonly string[];
}

/** A repository in memory, its lifecycle policy, and the time. */
export interface World {
  images: Map<string, WorldImage>;
  policy: string;
  now: Date;
}

/** As `docker push` does it: the tags are taken from the images that had them. */
export function push(world: World, image: Omit<WorldImage, 'imageStatus' | 'imagePushedAt'>): void {
  for (const other of world.images.values()) {
    other.imageTags = other.imageTags.filter((tag) => !image.imageTags.includes(tag));
  }
  world.images.set(image.imageDigest, {
    ...image,
    ...{ imageStatus: 'ACTIVE', imagePushedAt: world.now },
  });
}

/** What ECR knows of its indexes, whoever may read them. */
export function partsIn({ images }: World): Map<string, readonly string[]> {
  return new Map(
    [...images.values()].flatMap(({ imageDigest, imageManifestMediaType, lists }) =>
      imageManifestMediaType === INDEX ? [[imageDigest, lists] as const] : [],
    ),
  );
}

/** What ECR returns of them: nothing of an index in the archive, or among `unread`. */
export function readable(world: World, unread: ReadonlySet<string>) {
  return new Map(
    [...partsIn(world)].map(([index, parts]) => {
      const isArchived = world.images.get(index)?.imageStatus === 'ARCHIVED';
      return [index, isArchived || unread.has(index) ? undefined : parts];
    }),
  );
}

/** Runs the lifecycle policy until it finds nothing more: parts go after their indexes. */
export function runPolicy(world: World): void {
  const rules = lifecycleRulesIn(world.policy) ?? [];
  for (let runs = 0; runs < 10; runs += 1) {
    const images = [...world.images.values()];
    const found = evaluate(rules, images, partsIn(world), world.now);
    const taken = found.flatMap(({ rule, taken }) =>
      taken.map(({ imageDigest }) => [imageDigest, rule.action.type] as const),
    );
    if (taken.length === 0) return;
    for (const [digest, type] of taken) take(world, digest, type);
  }
}

/** What refers to an image follows it, but for the parts of an index that stays. */
function take(world: World, digest: string, type: string): void {
  const image = world.images.get(digest);
  if (image === undefined || (type !== 'expire' && image.imageStatus === 'ARCHIVED')) return;
  const isListed = [...world.images.values()].some(
    ({ lists, imageStatus }) =>
      lists.includes(digest) && (type === 'expire' || imageStatus === 'ACTIVE'),
  );
  if (isListed) return;
  if (type === 'expire') world.images.delete(digest);
  else Object.assign(image, { imageStatus: 'ARCHIVED', lastArchivedAt: world.now });
  for (const { imageDigest, subjectManifestDigest } of [...world.images.values()]) {
    if (subjectManifestDigest === digest) take(world, imageDigest, type);
  }
}
