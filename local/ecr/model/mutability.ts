/** `*_WITH_EXCLUSION` turns the rule around for the tags that a filter matches. */
export const tagMutabilities = [
  'IMMUTABLE',
  'MUTABLE',
  'MUTABLE_WITH_EXCLUSION',
  'IMMUTABLE_WITH_EXCLUSION',
] as const;

export interface TagMutability {
  mode: (typeof tagMutabilities)[number];
  /** Wildcard patterns, where `*` is any run of characters. */
  exclusions: readonly string[];
}
