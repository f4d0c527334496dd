/** `*_WITH_EXCLUSION` inverts the rule for the tags that a filter matches. */
export const tagMutabilities = [
  'IMMUTABLE',
  'MUTABLE',
  'MUTABLE_WITH_EXCLUSION',
  'IMMUTABLE_WITH_EXCLUSION',
] as const;

export interface TagMutability {
  mode: (typeof tagMutabilities)[number];
  /** Wildcard patterns, in which `*` matches any characters. */
  exclusions: readonly string[];
}
