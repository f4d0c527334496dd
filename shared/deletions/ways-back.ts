import { isCached } from '../registry/cached.ts';
import { partitionOf, type RegistryIdentity } from '../registry/identity.ts';
import type { DeletionCause } from '../use/deleted/deletion.ts';

/** The registry of a deleted image, and what may have another copy of it. */
export interface Place extends RegistryIdentity {
  /** The prefixes of its pull through cache rules. */
  cachePrefixes: readonly string[];
  /** The registries in `targets` of registry.yml, which may be replicas. */
  targets: readonly RegistryIdentity[];
}

/** The most targets that are named. */
const MOST_TARGETS = 3;

/** How a deleted image comes back, the cheapest way first. */
export function waysBack(
  { repository, digest, tag }: { repository: string; digest: string; tag: string | undefined },
  cause: DeletionCause,
  place: Place,
): string[] {
  const image = `${repository}@${digest}`;
  const here = `${hostOf(place)}/${image}`;
  // crane makes of a target without tag and digest the tag latest.
  const to = tag === undefined ? here : `${hostOf(place)}/${repository}:${tag}`;
  const copies = place.targets
    .slice(0, MOST_TARGETS)
    .map(
      (target) =>
        `If ${target.registryId} in ${target.region} has a copy, copy it back with its digest: crane copy ${hostOf(target)}/${image} ${to}`,
    );
  return [
    ...(cause === 'repository deleted'
      ? [`Create the repository: aws ecr create-repository --repository-name ${repository}`]
      : []),
    ...(isCached(repository, place.cachePrefixes)
      ? [
          `ECR imports it again when it is pulled, if its upstream still has it: docker pull ${here}`,
        ]
      : []),
    ...(copies.length > 0
      ? copies
      : [
          `If another region or account has a copy, copy it back with its digest: crane copy REGISTRY/${image} ${to}`,
        ]),
    `If a machine that has pulled it still has it, push it from there, and compare the digest: docker push ${hostOf(place)}/${repository}:${tag ?? 'TAG'}`,
    'Otherwise build and push it again, and deploy what was pushed',
  ];
}

/** Gives an image the tag again. Its digest stays, as its manifest does. */
export function tagAgain(repository: string, tag: string, digest: string): string {
  return (
    `The image is still there. Give it the tag again: MANIFEST=$(aws ecr batch-get-image --repository-name ${repository} ` +
    `--image-ids imageDigest=${digest} --query 'images[0].imageManifest' --output text) && ` +
    `aws ecr put-image --repository-name ${repository} --image-tag ${tag} --image-manifest "$MANIFEST"`
  );
}

function hostOf({ registryId, region }: RegistryIdentity): string {
  return `${registryId}.dkr.ecr.${region}.${partitionOf(region).dnsSuffix}`;
}
