/**
 * What carries a walk: a durable execution of Lambda, which outlives its invocations, or one process. The result of a
 * step is kept: it is small, and code between steps must come to the same whenever it runs again.
 */
export interface Steps {
  /** Does the work, again where it fails, and keeps its result. */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Does the work for each item, several at a time where that helps. Each has steps of its own. */
  each<Item, Result>(
    name: string,
    items: readonly Item[],
    work: (steps: Steps, item: Item) => Promise<Result>,
  ): Promise<Result[]>;
  /**
   * How many slices are read at a time, of those of `each`: others have been read, and act. So the calls that a registry
   * allows are never idle, and memory is bounded.
   */
  readsAtATime: number;
  /** Waits, where the work has to go on with full time; a process goes on at once. */
  pause(seconds: number): Promise<void>;
  /** When a step should begin nothing more, in milliseconds since 1970. To be asked within the step. */
  until(): number;
}

/** Steps in one process: what fails, fails at once. */
export const inOneProcess: Steps = {
  step: (_name, work) => work(),
  each: async (_name, items, work) => {
    const results = [];
    for (const item of items) results.push(await work(inOneProcess, item));
    return results;
  },
  readsAtATime: 1,
  pause: async () => {},
  until: () => Number.POSITIVE_INFINITY,
};
