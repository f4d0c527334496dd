import { findImage, isFailure } from '../ecr/images/ids.ts';
import { manifestOf } from '../ecr/images/images.ts';
import type { Image } from '../ecr/model/image.ts';
import type { Repository } from '../ecr/model/repository.ts';
import { requireRepository } from '../ecr/repositories/repositories.ts';
import type { PullFailure } from '../ecr/rules/pull-through.ts';
import { DistributionError } from './errors.ts';
import type { Call, RegistryContext } from './request.ts';
import { requireDigest } from './routes.ts';

/** The address of a manifest: repository, and tag or digest. */
export interface ManifestPlace {
  name: string;
  reference: string;
}

/**
 * HEAD and GET of a manifest, which counts as a pull of the image. An image of a snapshot has a generated manifest,
 * whose blobs do not exist.
 *
 * @throws DistributionError `MANIFEST_UNKNOWN`, and the failures of a cache rule's upstream
 */
export async function getManifest(
  context: RegistryContext,
  call: Call,
  place: ManifestPlace,
): Promise<void> {
  const { ecr } = context;
  const id = idOf(place.reference);
  const failure = await context.pullThrough.prepare({
    repositoryName: place.name,
    reference: place.reference,
    caller: call.caller,
  });
  if (failure) throw upstreamError(failure);
  const repository = requireRepository(ecr.registry, place.name);
  const image = findImage(repository, id);
  // An archived image cannot be pulled either (Amazon ECR user guide, "Archiving an image").
  if (isFailure(image) || image.status !== 'ACTIVE') throw notFound();
  requireAccepted(call.request.headers.accept, image);
  image.lastPulledAt = ecr.now();
  answerManifest(call, repository, image);
}

/** The id of an image in a request. @throws DistributionError `DIGEST_INVALID` */
export function idOf(reference: string): { imageDigest: string } | { imageTag: string } {
  if (!reference.includes(':')) return { imageTag: reference };
  return { imageDigest: requireDigest(reference) };
}

function answerManifest(call: Call, repository: Repository, image: Image): void {
  const manifest = manifestOf(repository, image);
  const headers = {
    'content-type': image.mediaType,
    'content-length': Buffer.byteLength(manifest),
    'docker-content-digest': image.digest,
  };
  call.response.writeHead(200, headers);
  call.response.end(call.request.method === 'HEAD' ? undefined : manifest);
}

/**
 * A client gets only media types that it accepts. What ECR answers otherwise is not documented; converting a
 * manifest, as registries once did, would change the image's digest.
 */
function requireAccepted(accept: string | undefined, image: Image): void {
  const accepted = (accept ?? '*/*').split(',').map((type) => type.split(';')[0]?.trim());
  const wide = ['*/*', 'application/*', 'application/json'];
  if (accepted.some((type) => type === image.mediaType || wide.includes(type ?? ''))) return;
  throw notFound(`Requested image has the media type '${image.mediaType}', which is not accepted`);
}

function notFound(message = 'Requested image not found'): DistributionError {
  return new DistributionError(404, 'MANIFEST_UNKNOWN', message);
}

/** Statuses and codes are those that users of ECR report, except for an upstream that is down. */
function upstreamError({ code, reason }: PullFailure): DistributionError {
  switch (code) {
    case 'ImageNotFound':
      return notFound();
    // For the client, a template that cannot be applied looks like a missing repository.
    case 'RepositoryCreationFailed':
      return new DistributionError(404, 'NAME_UNKNOWN', reason);
    case 'UpstreamAccessDenied':
      return new DistributionError(403, 'DENIED', reason);
    case 'UpstreamTooManyRequests':
      return new DistributionError(429, 'TOOMANYREQUESTS', reason);
    case 'UpstreamUnavailable':
      return new DistributionError(503, 'UNAVAILABLE', reason);
  }
}
