/** Work that ECR does after its response. */
export type BackgroundTask = 'preview' | 'restore' | 'scan' | 'replication' | 'signing';

/** How many milliseconds each task takes, from 0 (the default: immediately) to 2,147,483,647. */
export type Durations = Readonly<Partial<Record<BackgroundTask, number>>>;

/** Work after the response, in the order in which it is due. */
export interface Background {
  /** @param repositoryName whose state it changes; absent for a task of the whole registry */
  run(task: BackgroundTask, repositoryName: string | undefined, work: () => void): void;
  /** Does all pending work now, and what follows from it, however long it takes otherwise. */
  finish(): void;
  /** Drops all pending work. */
  close(): void;
}

/** @param done called after each task, with its repository */
export function createBackground(
  durations: Durations = {},
  done: (repositoryName: string | undefined) => void = () => {},
): Background {
  const pending = new Map<NodeJS.Timeout, () => void>();
  let closed = false;
  return {
    run: (task, repositoryName, work) => {
      if (closed) return;
      const timer = setTimeout(() => due(), durations[task] ?? 0);
      const due = () => {
        clearTimeout(timer);
        pending.delete(timer);
        work();
        done(repositoryName);
      };
      pending.set(timer.unref(), due);
    },
    finish: () => {
      // What is added meanwhile is visited, too.
      for (const due of pending.values()) due();
    },
    close: () => {
      closed = true;
      for (const timer of pending.keys()) clearTimeout(timer);
      pending.clear();
    },
  };
}
