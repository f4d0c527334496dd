import { isCached } from '../registry/cached.ts';
import { partitionOf, type RegistryIdentity } from '../registry/identity.ts';

/** The registry of a missing image. */
export interface Place extends RegistryIdentity {
  /** The prefixes of its pull through cache rules. */
  cachePrefixes: readonly string[];
}

/** An image that is missing, as far as it is known. */
export interface MissingImage {
  repository: string;
  tag: string | undefined;
  /** Of a tag: the one that it had when it was last seen. */
  digest: string | undefined;
  /** The repository does not exist. */
  gone: boolean;
  /** The registry still has the image of this digest, without the tag. */
  isThere: boolean;
}

/** How a missing image comes back, the shortest way first. */
export function waysBack(missing: MissingImage, place: Place): string[] {
  const { repository, tag, digest, gone, isThere } = missing;
  if (tag !== undefined && digest !== undefined && isThere)
    return [tagAgain(repository, tag, digest)];
  const host = `${place.registryId}.dkr.ecr.${place.region}.${partitionOf(place.region).dnsSuffix}`;
  const image = `${repository}${digest === undefined ? `:${tag}` : `@${digest}`}`;
  // crane makes of a target without tag and digest the tag latest.
  const to = tag === undefined ? image : `${repository}:${tag}`;
  return [
    ...(isCached(repository, place.cachePrefixes)
      ? [
          `ECR imports it again when it is pulled, if its upstream still has it: docker pull ${host}/${image}`,
        ]
      : []),
    ...(gone
      ? [`Create the repository: aws ecr create-repository --repository-name ${repository}`]
      : []),
    `If another region or account has a copy, copy it back with its digest: crane copy REGISTRY/${image} ${host}/${to}`,
    'Otherwise build and push it again, and deploy what was pushed',
    `Find out what removed it: npx ecr-steward history ${repository}, and BatchDeleteImage and PolicyExecutionEvent in CloudTrail`,
  ];
}

/** The digest stays, as the manifest does: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html */
function tagAgain(repository: string, tag: string, digest: string): string {
  return (
    `The image is still there without the tag. Give it the tag again: MANIFEST=$(aws ecr batch-get-image --repository-name ${repository} ` +
    `--image-ids imageDigest=${digest} --query 'images[0].imageManifest' --output text) && ` +
    `aws ecr put-image --repository-name ${repository} --image-tag ${tag} --image-manifest "$MANIFEST"`
  );
}
