/** One changed item and its new value, as text of the codec; without text it was deleted. */
export type Change = readonly [key: Key, text?: string];

type Key =
  /** The registry without its repositories. */
  | readonly ['registry']
  /** A repository without its images and layers. */
  | readonly ['repository', name: string]
  | readonly ['image' | 'layer', repository: string, digest: string]
  | readonly ['secret', name: string];
