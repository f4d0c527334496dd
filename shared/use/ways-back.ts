import { isCached } from '../registry/cached.ts';
import { partitionOf, type RegistryIdentity } from '../registry/identity.ts';

/** The registry of a missing image. */
export interface Place extends RegistryIdentity {
  /** The prefixes of its pull through cache rules. */
  cachePrefixes: readonly string[];
  /** Registries that may have a copy. Default: none that is known. */
  targets?: readonly RegistryIdentity[];
}

/** The most of them that are named. */
const MOST_TARGETS = 3;

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

/** How a missing image comes back, the shortest way first. @param more - Before the longest: to build it again. */
export function waysBack(
  missing: MissingImage,
  place: Place,
  more: readonly string[] = [],
): string[] {
  const { repository, tag, digest, gone, isThere } = missing;
  if (tag !== undefined && digest !== undefined && isThere)
    return [tagAgain(repository, tag, digest)];
  const host = hostOf(place);
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
    ...copies(place.targets ?? []).map(
      ([who, from]) =>
        `If ${who} has a copy, copy it back with its digest: crane copy ${from}/${image} ${host}/${to}`,
    ),
    ...more,
    'Otherwise build and push it again, and deploy what was pushed',
  ];
}

/** Who may have a copy, and where. */
function copies(targets: readonly RegistryIdentity[]): [who: string, host: string][] {
  if (targets.length === 0) return [['another region or account', 'REGISTRY']];
  return targets
    .slice(0, MOST_TARGETS)
    .map((target) => [`${target.registryId} in ${target.region}`, hostOf(target)]);
}

/** `123456789012.dkr.ecr.eu-west-1.amazonaws.com`. */
export function hostOf({ registryId, region }: RegistryIdentity): string {
  return `${registryId}.dkr.ecr.${region}.${partitionOf(region).dnsSuffix}`;
}

/** The digest stays, as the manifest does: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html */
function tagAgain(repository: string, tag: string, digest: string): string {
  return (
    `The image is still there without the tag. Give it the tag again: MANIFEST=$(aws ecr batch-get-image --repository-name ${repository} ` +
    `--image-ids imageDigest=${digest} --query 'images[0].imageManifest' --output text) && ` +
    `aws ecr put-image --repository-name ${repository} --image-tag ${tag} --image-manifest "$MANIFEST"`
  );
}
