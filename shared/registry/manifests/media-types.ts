/** Manifests that list others, one per platform. */
export const indexMediaTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
] as const;

/** Whether a manifest of this type lists others. */
export function isIndexType(mediaType: string | undefined): boolean {
  return indexMediaTypes.some((type) => type === mediaType);
}

/** Whether an image lists others, one per platform. */
export function isIndex({
  imageManifestMediaType,
}: {
  imageManifestMediaType?: string | undefined;
}): boolean {
  return isIndexType(imageManifestMediaType);
}

/** The manifests that nodes accept: images and image indexes, of OCI and of Docker. */
export const nodeMediaTypes = [
  ...indexMediaTypes,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const;

/** Every manifest that a registry may have, those of old Docker clients too. */
export const manifestMediaTypes = [
  ...nodeMediaTypes,
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
] as const;

/** Whether an image is a Helm chart, by the media type of its configuration. */
export function isChart({
  artifactMediaType,
}: {
  artifactMediaType?: string | undefined;
}): boolean {
  return artifactMediaType === 'application/vnd.cncf.helm.config.v1+json';
}
