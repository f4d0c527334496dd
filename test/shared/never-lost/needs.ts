import { isUseOf, type Uses } from '../../../shared/use/uses.ts';
import { partsIn, type World, type WorldImage } from './world.ts';

/**
 * What must not be lost, found in another way than by the code under test: what runs; the indexes that list it; the
 * parts of all of these; what refers to any of them, and what they refer to. Archived images cannot be pulled: nothing is asked of them, nor of
 * indexes that list what runs and cannot be read.
 */
export function needsOf(world: World, uses: Uses, unread: ReadonlySet<string>): Set<string> {
  return needsAmong([...world.images.values()], world, uses, unread);
}

/**
 * What a lifecycle policy must not take: all of these but what refers to an image in the archive. ECR deletes it with
 * that one, whatever tag it has; so the usage of images reports such an image as archived and in use.
 */
export function needsUnderPolicy(
  world: World,
  uses: Uses,
  unread: ReadonlySet<string>,
): Set<string> {
  const follows = ({ subjectManifestDigest: of = '' }: WorldImage): boolean => {
    const subject = world.images.get(of);
    return subject !== undefined && (subject.imageStatus === 'ARCHIVED' || follows(subject));
  };
  const images = [...world.images.values()].filter((image) => !follows(image));
  return needsAmong(images, world, uses, unread);
}

function needsAmong(
  images: readonly WorldImage[],
  world: World,
  uses: Uses,
  unread: ReadonlySet<string>,
): Set<string> {
  const there = images.filter(({ imageStatus }) => imageStatus === 'ACTIVE');
  const parts = partsIn(world);
  const roots = there.filter((image) => uses.images.some((use) => isUseOf(use, image)));
  const lists = (index: WorldImage) =>
    !unread.has(index.imageDigest) &&
    roots.some(({ imageDigest }) => parts.get(index.imageDigest)?.includes(imageDigest));
  const needed = new Set([...roots, ...there.filter(lists)].map(({ imageDigest }) => imageDigest));
  for (let before = -1; before < needed.size; ) {
    before = needed.size;
    for (const image of there) {
      const of = [...needed];
      const isPart = of.some((it) => !unread.has(it) && parts.get(it)?.includes(image.imageDigest));
      const refers = of.some((it) => signs(image, it) || isSubject(image, world.images.get(it)));
      if (isPart || refers) needed.add(image.imageDigest);
    }
  }
  return needed;
}

function signs({ subjectManifestDigest, imageTags }: WorldImage, digest: string): boolean {
  return subjectManifestDigest === digest || imageTags.includes(`${digest.replace(':', '-')}.sig`);
}

function isSubject({ imageDigest }: WorldImage, of: WorldImage | undefined): boolean {
  return of?.subjectManifestDigest === imageDigest;
}
