import type { RegistryImage } from '../read.ts';
import { quarantineTag } from '../tags/quarantine-tag.ts';

/** What tells of an image whether it is about another one, and which tags it has. */
export type TaggedDetail = Pick<
  RegistryImage,
  'imageDigest' | 'imageTags' | 'subjectManifestDigest' | 'artifactMediaType'
>;

/**
 * Whether an image is about another one: a signature, an SBOM, an attestation. It names its subject, is of a
 * type that is nothing else, or has only tags that tools give to such images, as those of cosign are plain
 * images without a subject. Nobody quarantines, deletes, judges or moves one.
 */
export function isReferrer(image: Omit<TaggedDetail, 'imageDigest'>): boolean {
  const { imageTags = [], subjectManifestDigest, artifactMediaType } = image;
  if (subjectManifestDigest !== undefined) return true;
  if (artifactMediaType !== undefined && ofReferrers.test(artifactMediaType)) return true;
  return imageTags.length > 0 && imageTags.every(isReferrerTag);
}

/**
 * Whether a tag is one that tools give to what is about another image: `sha256-<digest>`, the fallback of a
 * registry that lists no referrers (OCI distribution specification, "Referrers Tag Schema": algorithm and
 * digest, cut to 64 digits), or the same with an ending, `sha256-<digest>.sig` (cosign, whose
 * `--attachment-tag-prefix` may stand before it; regclient's digest tags).
 */
export function isReferrerTag(tag: string): boolean {
  return fallbackTag.test(tag) || attachedTag.test(tag);
}

/**
 * The tags of an image that people have given to it: none of a referrer, no tag of a tool for another image,
 * and not our own quarantine tag. A quarantine tag that names another image is somebody's.
 */
export function tagsOfPushers(image: TaggedDetail): string[] {
  if (isReferrer(image)) return [];
  const ours = quarantineTag(image.imageDigest);
  return (image.imageTags ?? []).filter((tag) => tag !== ours && !isReferrerTag(tag));
}

const fallbackTag = /^sha(256|384|512)-[0-9a-f]{64}$/;

const attachedTag = /^[\w.-]*sha(256|384|512)-[0-9a-f]{64,}\.[\w.-]+$/;

/**
 * Artifact types that are nothing but signatures, attestations and SBOMs. Not here: SARIF and VEX, which are
 * also pushed on their own, and whatever is to come; with a subject these are referrers all the same.
 */
const ofReferrers = new RegExp(
  [
    'application/vnd\\.dev\\.cosign\\.(simplesigning|artifact)\\b.*',
    'application/vnd\\.dev\\.sigstore\\.bundle\\b.*',
    'application/vnd\\.cncf\\.notary\\.(v2\\.)?signature\\b.*',
    'application/vnd\\.in-toto\\b.*',
    'application/vnd\\.dsse\\.envelope\\b.*',
    '(application|text)/spdx\\b.*',
    '(application|text)/(vnd\\.)?cyclonedx\\b.*',
    'application/vnd\\.syft\\b.*',
  ]
    .map((type) => `^${type}$`)
    .join('|'),
);
