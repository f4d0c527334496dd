import { parseManifest } from '../images/manifests.ts';
import { isTagMutable } from '../images/tag-mutability.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import { repositoryArn } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { repositoryFor } from '../repositories/created-repositories.ts';
import { scanOnPush } from '../scanning/on-push.ts';
import type { Replica } from './target.ts';

/**
 * Stores an image that another registry replicates, and sends `ECR Replication Action`. A missing repository is
 * created by the template for REPLICATION. A replica is not replicated further.
 *
 * @param refusal a failure to simulate
 * @returns a failure code; `undefined` on success
 */
export function takeReplica(ecr: Ecr, replica: Replica, refusal?: string): string | undefined {
  const failure = refusal ?? stored(ecr, replica);
  ecr.emit({
    source: 'aws.ecr',
    'detail-type': 'ECR Replication Action',
    resources: [repositoryArn(ecr.registry, replica.repositoryName)],
    detail: {
      result: failure === undefined ? 'SUCCESS' : 'FAILED',
      'repository-name': replica.repositoryName,
      'image-digest': replica.image.digest,
      'source-account': replica.from.registryId,
      'action-type': 'REPLICATE',
      'source-region': replica.from.region,
      ...(replica.tag !== undefined && { 'image-tag': replica.tag }),
    },
  });
  return failure;
}

function stored(ecr: Ecr, replica: Replica): string | undefined {
  const { repositoryName, image, tag, children } = replica;
  const found = repositoryFor(ecr, repositoryName, 'REPLICATION');
  if ('failure' in found) return found.failure.code;
  const { repository } = found;
  const holder = tag === undefined ? undefined : repository.images.tagged(tag);
  if (tag !== undefined && holder && holder.digest !== image.digest) {
    if (!isTagMutable(repository.mutability, tag)) return 'ImageTagAlreadyExists';
  }
  for (const child of children) copyOf(ecr, repository, child);
  for (const layer of layersOf(replica)) repository.layers.add(layer);
  const copy = copyOf(ecr, repository, image);
  if (tag !== undefined) repository.images.tag(copy, tag);
  scanOnPush(ecr, repository, copy);
  return undefined;
}

/** Digests of the images' configs and layers; images of a snapshot have none. */
function layersOf({ image, children, layers }: Replica): string[] {
  const named = [image, ...children].flatMap(({ manifest, mediaType }) =>
    manifest === undefined ? [] : parseManifest(manifest, mediaType).layers,
  );
  return named.filter((digest) => layers.has(digest));
}

/** The image in this repository, or a new one with the same content. */
function copyOf(ecr: Ecr, repository: Repository, image: Image): Image {
  const known = repository.images.get(image.digest);
  if (known) return known;
  const { digest, sizeInBytes, mediaType, artifactMediaType, subjectDigest } = image;
  const content = { digest, sizeInBytes, mediaType, artifactMediaType, subjectDigest };
  const copy: Image = {
    ...content,
    manifest: image.manifest,
    children: image.children,
    tags: new Set(),
    pushedAt: ecr.now(),
    status: 'ACTIVE',
  };
  repository.images.add(copy);
  return copy;
}
