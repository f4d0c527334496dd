import type { ScanningConfig } from '../config/schema/schema.ts';
import { indexMediaTypes } from '../registry/manifests/media-types.ts';
import { isReferrer } from '../registry/manifests/referrers.ts';
import type { RegistryImage } from '../registry/read.ts';
import { QUARANTINE_PREFIX } from '../registry/tags/quarantine-tag.ts';

type Sweep = ScanningConfig['sweep'];

const DAY_MS = 86_400_000;

/** How long before its index the parts of a multi-arch push may come, in milliseconds. */
const ONE_PUSH_MS = 3_600_000;

/** Configurations of what runs as a container. Of a Helm chart or an SBOM there is no scan. */
const containerConfigs: readonly string[] = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** BuildKit's cache holds layers of images. ECR cannot scan it, which is reported. */
const BUILDKIT_CACHE = 'application/vnd.buildkit.cacheconfig.v0';

/**
 * Which images of a repository are checked: the newest with a tag, and those that were pulled lately. For a
 * multi-arch image these are its parts, as an index is not scanned. They are guessed by their time, right before it,
 * as reading the index would count as a pull of it.
 */
export function candidates(images: readonly RegistryImage[], sweep: Sweep, now: Date): Candidates {
  const inUse = images.filter(isInUse).toSorted(newestFirst);
  // A cache for each build would leave no room for what is built.
  const newestOf = (caches: boolean) =>
    inUse.filter((image) => isBuildCache(image) === caches).slice(0, sweep.newest);
  const tagged = [...newestOf(false), ...newestOf(true)];
  const indexes = tagged.filter(isIndex);
  const since = now.getTime() - sweep.pulledWithinDays * DAY_MS;
  const isPulled = ({ lastRecordedPullTime: at }: RegistryImage) =>
    sweep.pulledWithinDays > 0 && at !== undefined && at.getTime() >= since;
  const isPart = (image: RegistryImage) =>
    !image.imageTags?.length && indexes.some((index) => cameRightBefore(image, index));
  const chosen = new Set(tagged);
  const all = images.filter((image) => isScannable(image) && !isQuarantined(image));
  const looks = all.filter((image) => chosen.has(image) || isPart(image) || isPulled(image));
  const looked = new Set(looks);
  const untagged = all.filter((image) => !image.imageTags?.length && !looked.has(image)).length;
  return { looks, others: all.length - looks.length, untagged };
}

interface Candidates {
  looks: RegistryImage[];
  /** How many images that could be scanned are not checked. */
  others: number;
  /** How many of these have no tag. */
  untagged: number;
}

/** All of its tags are quarantine tags: nobody pulls it by a tag. */
export function isQuarantined({ imageTags = [] }: Pick<RegistryImage, 'imageTags'>): boolean {
  return imageTags.length > 0 && imageTags.every((tag) => tag.startsWith(QUARANTINE_PREFIX));
}

export function isIndex({ imageManifestMediaType }: RegistryImage): boolean {
  return indexMediaTypes.some((type) => type === imageManifestMediaType);
}

/** When it was last pushed or pulled, in milliseconds. */
export function lastUse({ imagePushedAt, lastRecordedPullTime }: RegistryImage): number {
  return Math.max(imagePushedAt?.getTime() ?? 0, lastRecordedPullTime?.getTime() ?? 0);
}

function isInUse(image: RegistryImage): boolean {
  return (
    Boolean(image.imageTags?.length) &&
    !isQuarantined(image) &&
    !isReferrer(image) &&
    (isIndex(image) || isScannable(image))
  );
}

function isScannable(image: RegistryImage): boolean {
  const { artifactMediaType } = image;
  if (isIndex(image) || isReferrer(image)) return false;
  if (isBuildCache(image)) return true;
  return artifactMediaType === undefined || containerConfigs.includes(artifactMediaType);
}

function isBuildCache({ artifactMediaType }: RegistryImage): boolean {
  return artifactMediaType === BUILDKIT_CACHE;
}

function cameRightBefore(image: RegistryImage, index: RegistryImage): boolean {
  const before = (index.imagePushedAt?.getTime() ?? 0) - (image.imagePushedAt?.getTime() ?? 0);
  return before >= 0 && before <= ONE_PUSH_MS;
}

function newestFirst(a: RegistryImage, b: RegistryImage): number {
  return (b.imagePushedAt?.getTime() ?? 0) - (a.imagePushedAt?.getTime() ?? 0);
}
