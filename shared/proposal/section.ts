/** A block of registry.yml with comments: the list at `path`, such as ['naming', 'tags'], or a map. */
export interface Section {
  path: readonly [string, ...string[]];
  /** Paragraphs above the block. */
  comments: readonly string[];
  /** Of a list. */
  entries: readonly Entry[];
  /** Of a map, in place of entries. */
  members?: readonly Member[];
}

/** An entry of the list: what registry.yml says, and the lines of comment above it. */
export interface Entry {
  value: Readonly<Record<string, unknown>>;
  comments: readonly string[];
}

/** A key of the map, and the lines of comment above it. */
export interface Member {
  key: string;
  value: unknown;
  comments: readonly string[];
}

/** The first of some names, and how many others there are: `a, b, c and 12 others`. */
export function someOf(names: readonly string[], most = 3): string {
  if (names.length <= most + 1) return listed(names);
  return `${names.slice(0, most).join(', ')} and ${names.length - most} others`;
}

function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join();
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The pronoun of so many. */
export function itOrThem({ length }: readonly unknown[]): string {
  return length === 1 ? 'it' : 'them';
}
