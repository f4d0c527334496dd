import { pushed, type SeenImage } from './seen-image.ts';

/** How long before its index the parts of a multi-arch push may come, in milliseconds. */
const ONE_PUSH_MS = 3_600_000;

/** So many images may come before those are forgotten that cannot be a part any more. */
const BETWEEN = 1000;

/** Images without a tag that may be parts of an index: which of them are is known once all images have passed by. */
export interface PossibleParts {
  add(image: SeenImage): void;
  /** Those that came right before one of the indexes. */
  of(indexes: readonly SeenImage[]): SeenImage[];
}

/** @param oldest - The time before which no index was pushed that counts, by what has passed by so far. */
export function createParts(oldest: () => number): PossibleParts {
  let held: SeenImage[] = [];
  let full = BETWEEN;
  return {
    add: (image) => {
      held.push(image);
      if (held.length < full) return;
      const since = oldest() - ONE_PUSH_MS;
      held = held.filter((it) => pushed(it) >= since);
      full = 2 * held.length + BETWEEN;
    },
    of: (indexes) => {
      const times = indexes.map(pushed).toSorted((a, b) => a - b);
      return held.filter((image) => isRightBefore(pushed(image), times));
    },
  };
}

/** @param times - Of indexes, the oldest first. */
function isRightBefore(time: number, times: readonly number[]): boolean {
  const next = times.find((it) => it >= time);
  return next !== undefined && next - time <= ONE_PUSH_MS;
}
