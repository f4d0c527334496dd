/** Knows whether work is under way. */
export interface Pending {
  /** Counts `work` as under way until it settles. */
  track<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when nothing is under way; at once if so. */
  idle(): Promise<void>;
}

export function createPending(): Pending {
  let underWay = 0;
  let waiting: (() => void)[] = [];

  function settled(): void {
    underWay -= 1;
    if (underWay > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    track(work) {
      underWay += 1;
      return work.finally(settled);
    },
    async idle() {
      // Whoever was told of the end may start more work before it is this caller's turn.
      while (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
