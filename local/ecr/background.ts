/** What ECR goes on with after it has answered. */
export type BackgroundTask = 'preview' | 'restore' | 'scan' | 'replication' | 'signing';

/** How many milliseconds each task takes, from 0 (the default: at once) to 2,147,483,647. */
export type Durations = Readonly<Partial<Record<BackgroundTask, number>>>;

/** Work that is done after the answer, in the order in which it falls due. */
export interface Background {
  /** @param repositoryName whose state it changes; of a task of the registry as a whole there is none */
  run(task: BackgroundTask, repositoryName: string | undefined, work: () => void): void;
  /** Drops all work that is not done yet. */
  close(): void;
}

/** @param done is told of each task that has been done, with its repository */
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
