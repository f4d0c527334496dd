/** Work that ECR does after its response. */
export type BackgroundTask = 'preview' | 'restore' | 'scan' | 'replication' | 'signing';

/** How many milliseconds each task takes, from 0 (the default: immediately) to 2,147,483,647. */
export type Durations = Readonly<Partial<Record<BackgroundTask, number>>>;

/** Work after the response, in the order in which it is due. */
export interface Background {
  /** @param repositoryName whose state it changes; absent for a task of the whole registry */
  run(task: BackgroundTask, repositoryName: string | undefined, work: () => void): void;
  /** Drops all pending work. */
  close(): void;
}

/** @param done called after each task, with its repository */
export function createBackground(
  durations: Durations = {},
  done: (repositoryName: string | undefined) => void = () => {},
): Background {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  return {
    run: (task, repositoryName, work) => {
      if (closed) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
        done(repositoryName);
      }, durations[task] ?? 0);
      timers.add(timer.unref());
    },
    close: () => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
