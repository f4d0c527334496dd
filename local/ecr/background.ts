/** What ECR goes on with after it has answered. */
export type BackgroundTask = 'preview' | 'restore' | 'scan' | 'replication' | 'signing';

/** How many milliseconds each task takes, from 0 (the default: at once) to 2,147,483,647. */
export type Durations = Readonly<Partial<Record<BackgroundTask, number>>>;

/** Work that is done after the answer, in the order in which it falls due. */
export interface Background {
  run(task: BackgroundTask, work: () => void): void;
  /** Drops all work that is not done yet. */
  close(): void;
}

export function createBackground(durations: Durations = {}): Background {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  return {
    run: (task, work) => {
      if (closed) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
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
