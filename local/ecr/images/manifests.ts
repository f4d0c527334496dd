import { z } from 'zod';
import { AwsError } from '../../http/errors.ts';
import { invalidParameter } from '../errors.ts';
import type { Image } from '../model/image.ts';
import { sha256 } from './store.ts';

/** Media types of the four kinds of manifest that ECR takes (Amazon ECR user guide, "Container image manifest formats"). */
export const mediaTypes = {
  ociImage: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  dockerImage: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerSchema1: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
} as const;

/** What ECR reads from a manifest. */
export interface ParsedManifest {
  mediaType: string;
  artifactMediaType?: string | undefined;
  subjectDigest?: string | undefined;
  children: readonly string[];
  /** Digests of config and layers, without non-distributable layers. */
  layers: readonly string[];
  /** Config and layers together; 0 for an index, whose size is that of its largest child. */
  sizeInBytes: number;
}

const descriptor = z.object({
  mediaType: z.string().optional(),
  digest: z.string(),
  size: z.number().int().nonnegative().optional(),
});

const manifestSchema = z.object({
  schemaVersion: z.number().int(),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: descriptor.optional(),
  layers: z.array(descriptor).optional(),
  manifests: z.array(descriptor).optional(),
  subject: descriptor.optional(),
});

/**
 * Reads a manifest.
 *
 * @param declared the media type given with it; it must equal the one in the manifest, or replaces a missing one
 * @throws AwsError `InvalidParameterException` when it is not a manifest
 */
export function parseManifest(text: string, declared?: string): ParsedManifest {
  const result = manifestSchema.safeParse(parseJson(text));
  if (!result.success) {
    throw invalidParameter('imageManifest', 'must be an image manifest or an image index');
  }
  const manifest = result.data;
  if (declared && manifest.mediaType && declared !== manifest.mediaType) {
    throw invalidParameter('imageManifestMediaType', 'must be the mediaType of the manifest');
  }
  const mediaType = manifest.mediaType ?? declared;
  if (mediaType === undefined) {
    const message = 'image manifest mediatype not provided in manifest or parameter';
    throw new AwsError('InvalidParameterException', message);
  }
  if (manifest.manifests?.some((child) => !isManifest(child.mediaType))) {
    throw invalidParameter('imageManifest', 'must list nothing but image manifests');
  }
  const parts = [manifest.config, ...(manifest.layers ?? [])];
  return {
    mediaType,
    artifactMediaType: manifest.artifactType ?? manifest.config?.mediaType,
    subjectDigest: manifest.subject?.digest,
    layers: parts.flatMap((part) => (part && !isForeign(part) ? [part.digest] : [])),
    children: (manifest.manifests ?? []).map((child) => child.digest),
    sizeInBytes: parts.reduce((sum, part) => sum + (part?.size ?? 0), 0),
  };
}

/** Layers that a registry need not store (OCI image specification, "Non-distributable layers"). */
function isForeign({ mediaType = '' }: z.output<typeof descriptor>): boolean {
  return mediaType.includes('nondistributable') || mediaType.includes('rootfs.foreign');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParameter('imageManifest', 'must be JSON');
  }
}

/** A BuildKit cache that is an image index of layers is refused (aws/containers-roadmap#876). */
function isManifest(mediaType: string | undefined): boolean {
  return mediaType === undefined || Object.values<string>(mediaTypes).includes(mediaType);
}

/** Is it an image index (or Docker's manifest list) rather than a single-platform image? */
export function isIndex(mediaType: string): boolean {
  return mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerList;
}

/**
 * A generated manifest for an image of which only the description is known. It is always the same for the same
 * image, and contains the image's digest, so that it is unique. An image index gets no children, which a
 * description does not have.
 */
export function madeUpManifest(image: Image): string {
  const annotations = { 'org.opencontainers.image.base.digest': image.digest };
  const head = { schemaVersion: 2, mediaType: image.mediaType };
  if (isIndex(image.mediaType)) return JSON.stringify({ ...head, manifests: [], annotations });
  const configSize = Math.min(image.sizeInBytes, 1024);
  const config = {
    mediaType: image.artifactMediaType ?? 'application/vnd.oci.image.config.v1+json',
    digest: sha256(`config of ${image.digest}`),
    size: configSize,
  };
  const layer = {
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    digest: sha256(`layer of ${image.digest}`),
    size: image.sizeInBytes - configSize,
  };
  const subject = image.subjectDigest && {
    subject: { mediaType: mediaTypes.ociImage, digest: image.subjectDigest, size: 0 },
  };
  return JSON.stringify({ ...head, config, layers: [layer], ...subject, annotations });
}
