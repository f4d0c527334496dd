import type { RegistryImage } from '../read.ts';
import { isOwnTag, kindOfOwnTag } from '../tags/own-tag.ts';

/** What shows whether an image refers to another one, and which tags it has. */
export type TaggedDetail = Pick<
  RegistryImage,
  'imageDigest' | 'imageTags' | 'subjectManifestDigest' | 'artifactMediaType'
>;

/**
 * Whether an image refers to another one: a signature, an SBOM, an attestation. It names its subject, has a type that
 * only such images have, or only tags that tools give to them, as those of cosign are plain images without a subject.
 * Such an image is never checked, quarantined or deleted.
 */
export function isReferrer(image: Omit<TaggedDetail, 'imageDigest'>): boolean {
  const { imageTags = [], subjectManifestDigest, artifactMediaType } = image;
  if (subjectManifestDigest !== undefined) return true;
  if (artifactMediaType !== undefined && ofReferrers.test(artifactMediaType)) return true;
  // A signature of what runs carries an in-use tag as well.
  const others = imageTags.filter((tag) => kindOfOwnTag(tag) !== 'in-use');
  return others.length > 0 && others.every(isReferrerTag);
}

/**
 * Whether a tag is one that tools give to what refers to another image: `sha256-<digest>`, the fallback of a
 * registry that lists no referrers (OCI distribution specification, "Referrers Tag Schema": algorithm and
 * digest, cut to 64 digits), or the same with an ending, `sha256-<digest>.sig` (cosign, whose
 * `--attachment-tag-prefix` may stand before it; regclient's digest tags).
 */
export function isReferrerTag(tag: string): boolean {
  return fallbackTag.test(tag) || attachedTag.test(tag);
}

/**
 * The tags of an image that were pushed: none of a referrer, no tag of a tool for another image, and not our own
 * (quarantine-, in-use-). Such a tag with the digest of another image was pushed.
 */
export function tagsOfPushers(image: TaggedDetail): string[] {
  if (isReferrer(image)) return [];
  const { imageDigest, imageTags = [] } = image;
  return imageTags.filter((tag) => !isOwnTag(tag, imageDigest) && !isReferrerTag(tag));
}

const fallbackTag = /^sha(256|384|512)-[0-9a-f]{64}$/;

const attachedTag = /^[\w.-]*sha(256|384|512)-[0-9a-f]{64,}\.[\w.-]+$/;

/**
 * Artifact types of signatures, attestations and SBOMs only. SARIF and VEX are not here, as they are also pushed on
 * their own; with a subject they are referrers all the same.
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
