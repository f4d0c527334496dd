import { matches, type Pattern } from '../config/patterns/program.ts';
import type { MovedTagsConfig } from '../config/schema/schema.ts';
import { isReferrerTag, tagsOfPushers } from '../registry/manifests/referrers.ts';
import type { RegistryImage } from '../registry/read.ts';
import { kindOfOwnTag } from '../registry/tags/own-tag.ts';

/** What is watched, and what may move: `movedTags:` of registry.yml, compiled. */
export interface TagRule {
  /** Whether a tag may move to another image. */
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

/**
 * Whether the tag is one of a pusher's: our own tags never move, and each new signature moves the tag of
 * signatures.
 */
export function isWatched(tag: string): boolean {
  return kindOfOwnTag(tag) === undefined && !isReferrerTag(tag);
}

/** The watched tags of an image; none of a referrer. */
export function watchedTags(image: RegistryImage): string[] {
  return tagsOfPushers(image).filter(isWatched);
}
