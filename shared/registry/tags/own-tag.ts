/** The prefix of quarantine tags: only ecr-steward may give them. */
export const QUARANTINE_PREFIX = 'quarantine-';

/** The prefix of the tags that keep what runs: see shared/shield. */
export const IN_USE_PREFIX = 'in-use-';

/** The tag that keeps a quarantined image: quarantine- and the first 12 hex digits of its digest. */
export function quarantineTag(imageDigest: string): string {
  return `${QUARANTINE_PREFIX}${start(imageDigest)}`;
}

/** The tag that keeps an image in use from lifecycle policies: in-use- and the first 12 hex digits of its digest. */
export function inUseTag(imageDigest: string): string {
  return `${IN_USE_PREFIX}${start(imageDigest)}`;
}

/** Whether a tag of this image is one that ecr-steward gives. One with the digest of another image was pushed. */
export function isOwnTag(tag: string, imageDigest: string): boolean {
  return tag === quarantineTag(imageDigest) || tag === inUseTag(imageDigest);
}

/** The form that nobody else may push; `in-use-` and something else, such as the name of a stage, is anybody's. */
const formOfInUse = /^in-use-[0-9a-f]{12}$/;

/** What kind of an own tag it is by its form, of whatever image; undefined for a tag of pushers. */
export function kindOfOwnTag(tag: string): 'quarantine' | 'in-use' | undefined {
  if (tag.startsWith(QUARANTINE_PREFIX)) return 'quarantine';
  return formOfInUse.test(tag) ? 'in-use' : undefined;
}

function start(imageDigest: string): string {
  return imageDigest.replace(/^[^:]*:/, '').slice(0, 12);
}
