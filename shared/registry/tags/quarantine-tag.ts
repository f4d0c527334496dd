/** The prefix of quarantine tags: only ecr-steward may give them. */
export const QUARANTINE_PREFIX = 'quarantine-';

/** The tag that keeps a quarantined image: quarantine- and the first 12 hex digits of its digest. */
export function quarantineTag(imageDigest: string): string {
  return `${QUARANTINE_PREFIX}${imageDigest.replace(/^[^:]*:/, '').slice(0, 12)}`;
}
