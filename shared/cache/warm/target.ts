/** One image under one tag, or under a range that resolved to no tag. */
export interface WarmTarget {
  prefix: string;
  /** The upstream's host. */
  upstream: string;
  /** In the cache. */
  repositoryName: string;
  tag: string;
  /** The range that resolved to the tag. */
  range?: string;
  /** Platforms that have to be cached; undefined: all that the image has. */
  platforms?: readonly string[];
}
