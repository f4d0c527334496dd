import type { RegistryImage } from '../registry/read.ts';
import type { Naming } from './rules.ts';

/** A name that breaks a rule of registry.yml, and what the rule wants done about it. */
export type Violation = RepositoryViolation | TagViolation;

export interface RepositoryViolation {
  kind: 'repository';
  repository: string;
  rule: string;
  reason: string;
  action: 'report';
}

export interface TagViolation {
  kind: 'tag';
  repository: string;
  tag: string;
  digest: string;
  rule: string;
  reason: string;
  action: 'report' | 'quarantine';
}

export function checkRepository(naming: Naming, repository: string): RepositoryViolation[] {
  const verdict = naming.repository(repository);
  return verdict ? [{ kind: 'repository', repository, ...verdict }] : [];
}

/** The violations among the tags that an image has. */
export function checkImage(
  naming: Naming,
  repository: string,
  image: RegistryImage,
): TagViolation[] {
  const digest = image.imageDigest;
  return tagsToCheck(image).flatMap((tag) => {
    const verdict = naming.tag(repository, tag);
    return verdict ? [{ kind: 'tag' as const, repository, tag, digest, ...verdict }] : [];
  });
}

/**
 * The tags that rules are for. Not our own quarantine tag, and none of a referrer: the tags of
 * signatures and SBOMs are the tools' own, not the pusher's.
 */
export function tagsToCheck({
  imageTags,
  imageDigest,
  subjectManifestDigest,
}: RegistryImage): string[] {
  if (subjectManifestDigest !== undefined) return [];
  const ours = quarantineTag(imageDigest);
  return (imageTags ?? []).filter((tag) => tag !== ours);
}

/** The tag that keeps a quarantined image: quarantine- and the first 12 hex digits of its digest. */
export function quarantineTag(imageDigest: string): string {
  return `quarantine-${imageDigest.replace(/^[^:]*:/, '').slice(0, 12)}`;
}
