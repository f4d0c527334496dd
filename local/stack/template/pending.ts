/** Tracks running work. */
export interface Pending {
  /** Counts `work` as running until it settles. */
  track<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when no work is running. */
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
      // Another waiting caller may start more work before this one continues.
      while (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
