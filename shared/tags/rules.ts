import { matches, type Pattern } from '../config/pattern-program.ts';
import type { MovedTagsConfig } from '../config/schema.ts';
import type { RegistryImage } from '../registry/read.ts';

/** What is watched, and what may move: `movedTags:` of registry.yml, ready to be asked. */
export interface TagRule {
  /** Whether a tag may come to name another image. */
  isMutable(tag: string): boolean;
  message?: string | undefined;
}

/** The rule for a repository: the first one with a glob that matches; without one it is not watched. */
export function tagRuleFor(rules: MovedTagsConfig, repositoryName: string): TagRule | undefined {
  const any = (patterns: readonly Pattern[], name: string) =>
    patterns.some((pattern) => matches(pattern, name));
  const rule = rules.find(({ repositories }) => any(repositories, repositoryName));
  return (
    rule && {
      isMutable: (tag) => any(rule.mutable, tag) || any(rule.mutablePatterns, tag),
      message: rule.message,
    }
  );
}

/** What the tags begin with that keep an image in quarantine: ours, and never moved. */
const QUARANTINE = 'quarantine-';

/**
 * The tags that signatures and SBOMs have where a registry does not list referrers: each new one moves
 * them (OCI distribution specification, "Referrers Tag Schema"; cosign).
 */
const ofReferrers = /^sha256-[0-9a-f]{64}(\.(sig|att|sbom))?$/;

/** Whether the tag is one that a person has given to an image. */
export function isWatched(tag: string): boolean {
  return !tag.startsWith(QUARANTINE) && !ofReferrers.test(tag);
}

/** The watched tags of an image; none of a referrer. */
export function watchedTags({ imageTags = [], subjectManifestDigest }: RegistryImage): string[] {
  return subjectManifestDigest === undefined ? imageTags.filter(isWatched) : [];
}
