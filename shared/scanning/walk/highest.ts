/** Keeps the items that rank highest: of equal ones, those that came first. */
export interface Highest<Item> {
  offer(item: Item): void;
  /** The highest first. */
  all(): readonly Item[];
  /** What is not above this is not kept any more. */
  floor(): number;
}

/** So many items more than twice `most` are held before they are sorted. */
const MORE = 100;

/** @param most - How many are kept; memory is bounded by twice as many. */
export function keepHighest<Item>(most: number, rankOf: (item: Item) => number): Highest<Item> {
  let held: Item[] = [];
  let floor = most === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const cut = () => {
    held = held.toSorted((a, b) => rankOf(b) - rankOf(a)).slice(0, most);
    const lowest = held[most - 1];
    if (lowest !== undefined) floor = rankOf(lowest);
    return held;
  };
  return {
    offer: (item) => {
      if (rankOf(item) <= floor) return;
      held.push(item);
      if (held.length >= 2 * most + MORE) cut();
    },
    all: cut,
    floor: () => {
      cut();
      return floor;
    },
  };
}
