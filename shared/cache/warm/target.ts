/** One image under one tag, or under a range that came to no tag. */
export interface WarmTarget {
  prefix: string;
  /** The upstream's host. */
  upstream: string;
  /** In the cache. */
  repositoryName: string;
  tag: string;
  /** The range that the tag is the answer to. */
  range?: string;
  /** Platforms that have to be there; undefined: all that the image has. */
  platforms?: readonly string[];
}
