/** Some outcomes of a run of one repository: the first is always there. */
export type Group<Item> = readonly [Item, ...Item[]];

/** The outcomes that an alert is about, a group for each repository, in the order of the first of each. */
export function byRepository<Item extends { repository: string }>(
  items: readonly Item[],
  isWanted: (item: Item) => boolean,
): Group<Item>[] {
  const groups = Map.groupBy(items.filter(isWanted), ({ repository }) => repository);
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
}
