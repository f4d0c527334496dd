import { manifestOf } from '../ecr/images/images.ts';
import { mediaTypes } from '../ecr/images/manifests.ts';
import type { Image } from '../ecr/model/image.ts';
import type { Repository } from '../ecr/model/repository.ts';
import { requireRepository } from '../ecr/repositories/repositories.ts';
import { answerJson, type Call, type RegistryContext } from './request.ts';

/**
 * The referrers of an image, such as signatures and SBOMs, as an image index (OCI distribution specification 1.1,
 * "Listing referrers"). Referrers may exist before their image does.
 */
export function listReferrers(
  { ecr }: RegistryContext,
  call: Call,
  { name, digest }: { name: string; digest: string },
): void {
  const repository = requireRepository(ecr.registry, name);
  const wanted = call.query.get('artifactType');
  const manifests = [...repository.images.after()]
    .filter((image) => image.subjectDigest === digest && image.status === 'ACTIVE')
    .filter((image) => wanted === null || image.artifactMediaType === wanted)
    .map((image) => descriptorOf(repository, image));
  answerJson(
    call,
    { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests },
    {
      'content-type': mediaTypes.ociIndex,
      ...(wanted !== null && { 'oci-filters-applied': 'artifactType' }),
    },
  );
}

function descriptorOf(repository: Repository, image: Image): object {
  const manifest = manifestOf(repository, image);
  const { annotations } = JSON.parse(manifest) as { annotations?: object };
  return {
    mediaType: image.mediaType,
    digest: image.digest,
    size: Buffer.byteLength(manifest),
    ...(image.artifactMediaType !== undefined && { artifactType: image.artifactMediaType }),
    ...(annotations && { annotations }),
  };
}
