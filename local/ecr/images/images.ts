import { AwsError } from '../../http/errors.ts';
import { invalidParameter, limitExceeded } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { requireLayers } from './layers.ts';
import { isIndex, madeUpManifest, type ParsedManifest, parseManifest } from './manifests.ts';
import { isTagMutable } from './tag-mutability.ts';

/** Quota "Tags per image" (Amazon ECR user guide, "Amazon ECR service quotas"); it cannot be raised. */
const tagsPerImage = 1000;

/** A pushed manifest and its tag. */
export interface Push {
  manifest: string;
  mediaType?: string | undefined;
  tag?: string | undefined;
  /** The digest that the client gave. */
  digest?: string | undefined;
  /** Require config and layers, as for a push by a registry client; default `false`. */
  withLayers?: boolean;
}

/**
 * Stores a manifest, or adds a tag to an existing one. A moved tag leaves its old image behind, untagged. Config
 * and layers are only required if the push says so: images put by the JSON API have none.
 *
 * @throws AwsError `ImageDigestDoesNotMatchException`, `ImageAlreadyExistsException`,
 *   `ImageTagAlreadyExistsException`, `ReferencedImagesNotFoundException`, `LayersNotFoundException`,
 *   `LimitExceededException`, `InvalidParameterException` when it is no manifest
 */
export function storeImage(ecr: Ecr, repository: Repository, push: Push): Image {
  const digest = repository.images.digestOf(push.manifest);
  if (push.digest !== undefined && push.digest !== digest)
    throw digestMismatch(push.digest, digest);
  const parsed = parseManifest(push.manifest, push.mediaType);
  const known = repository.images.get(digest);
  checkTag(ecr, repository, digest, push.tag);
  if (!known) {
    requireChildren(ecr, repository, parsed.children);
    if (push.withLayers) requireLayers(ecr.registry, repository, parsed.layers);
  }
  const image = known ?? newImage(ecr, repository, digest, push.manifest, parsed);
  if (image.tags.size >= tagsPerImage) {
    throw limitExceeded(`An image can have at most ${tagsPerImage} tags`);
  }
  repository.images.add(image);
  activate(image, ecr.now());
  if (push.tag !== undefined) repository.images.tag(image, push.tag);
  return image;
}

function newImage(
  ecr: Ecr,
  repository: Repository,
  digest: string,
  manifest: string,
  { sizeInBytes, layers: _, ...parsed }: ParsedManifest,
): Image {
  const sizes = parsed.children.map((child) => repository.images.get(child)?.sizeInBytes ?? 0);
  return {
    ...parsed,
    digest,
    manifest,
    tags: new Set(),
    sizeInBytes: isIndex(parsed.mediaType) ? Math.max(0, ...sizes) : sizeInBytes,
    pushedAt: ecr.now(),
    status: 'ACTIVE',
  };
}

/** Refuses a push that changes nothing, in every mode, and one that would move an immutable tag. */
function checkTag(ecr: Ecr, repository: Repository, digest: string, tag: string | undefined): void {
  if (tag === undefined) {
    if (repository.images.get(digest)?.status === 'ACTIVE') {
      throw alreadyExists(ecr, repository, `Image with digest '${digest}'`);
    }
    return;
  }
  const holder = repository.images.tagged(tag);
  if (holder?.digest === digest && holder.status === 'ACTIVE') {
    throw alreadyExists(ecr, repository, `Image with digest '${digest}' and tag '${tag}'`);
  }
  if (holder && holder.digest !== digest && !isTagMutable(repository.mutability, tag)) {
    throw tagIsTaken(repository, tag);
  }
}

/** The error for a push to an immutable tag. */
export function tagIsTaken(repository: Repository, tag: string): AwsError {
  return new AwsError(
    'ImageTagAlreadyExistsException',
    `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
  );
}

/** Pushing an archived image again restores it at once (Amazon ECR user guide, "Restoring an image"). */
function activate(image: Image, now: Date): void {
  if (image.status === 'ACTIVE') return;
  image.status = 'ACTIVE';
  image.lastActivatedAt = now;
}

function requireChildren(ecr: Ecr, repository: Repository, children: readonly string[]): void {
  const missing = children.filter((child) => !repository.images.get(child));
  if (missing.length === 0) return;
  throw new AwsError(
    'ReferencedImagesNotFoundException',
    `Images with digests '[${missing.join(', ')}]' required for pushing image into repository with name '${repository.name}' in the registry with id '${ecr.registry.accountId}' do not exist`,
  );
}

function alreadyExists(ecr: Ecr, repository: Repository, what: string): AwsError {
  return new AwsError(
    'ImageAlreadyExistsException',
    `${what} already exists in the repository with name '${repository.name}' in registry with id '${ecr.registry.accountId}'`,
  );
}

function digestMismatch(given: string, actual: string): AwsError {
  if (!digestPattern.test(given)) {
    return invalidParameter('imageDigest', `must satisfy the regular expression '${digestSource}'`);
  }
  return new AwsError(
    'ImageDigestDoesNotMatchException',
    `The image digest '${given}' does not match the digest '${actual}' that was calculated for the image.`,
  );
}

const digestSource = '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+';
export const digestPattern = new RegExp(`^${digestSource}$`);

/** The manifest as pushed; for an image of a snapshot one that is generated and remembered. */
export function manifestOf(repository: Repository, image: Image): string {
  if (image.manifest !== undefined) return image.manifest;
  const manifest = madeUpManifest(image);
  repository.images.handOut(manifest, image.digest);
  return manifest;
}
