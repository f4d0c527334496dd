/** One thing and how it is now, as text of the codec; without text it is gone. */
export type Change = readonly [key: Key, text?: string];

type Key =
  /** All of the registry but its repositories. */
  | readonly ['registry']
  /** A repository without its images and layers. */
  | readonly ['repository', name: string]
  | readonly ['image' | 'layer', repository: string, digest: string]
  | readonly ['secret', name: string];
