/** An image URI, and who runs it. */
export interface ImageUri {
  /** `ECS service prod/web`. */
  by: string;
  uri: string;
  /** Nobody runs it now: it is kept for a rollback. */
  standby?: true;
}

/** What was read, up to a maximum, and of what there is more. */
export interface Bounded<Item> {
  items: Item[];
  /** Such as `tasks`; empty when all was read. */
  beyond: string[];
}

/** What was read, and what could not be. */
export interface Found<Item = ImageUri> {
  items: Item[];
  /** Ends of sentences: `there are more tasks than ecr-steward reads`. Empty when all was read. */
  unknown: string[];
}

/** Reads pages until there are no more, or `most` items. */
export async function takeAtMost<Page, Item>(
  what: string,
  most: number,
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Bounded<Item>> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...(itemsOf(page) ?? []));
    if (items.length > most) return { items: items.slice(0, Math.max(0, most)), beyond: [what] };
  }
  return { items, beyond: [] };
}

/** What a bound has left out, as `Found` says it. */
export function unknownBeyond(beyond: readonly string[]): string[] {
  return [...new Set(beyond)].map((what) => `there are more ${what} than ecr-steward reads`);
}

export function* batches<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
