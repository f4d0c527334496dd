import type * as Testing from '@aws/durable-execution-sdk-js-testing';

type RunnerClass = typeof Testing.LocalDurableTestRunner;

let users = 0;
let started: Promise<RunnerClass> | undefined;

/**
 * AWS's own runner of durable executions, loaded on first use, with its store of checkpoints (one thread per
 * process). Each caller releases it with `releaseRunner`.
 *
 * It runs in real time: its other mode replaces the clock of the whole process, which here is also the local AWS.
 * Instead, service.ts gives it waits without duration.
 */
export async function takeRunner(): Promise<RunnerClass> {
  users += 1;
  started ??= start();
  return await started;
}

export async function releaseRunner(): Promise<void> {
  users -= 1;
  if (users > 0 || !started) return;
  const runner = await started;
  started = undefined;
  await runner.teardownTestEnvironment();
}

async function start(): Promise<RunnerClass> {
  const { LocalDurableTestRunner } = await import('@aws/durable-execution-sdk-js-testing');
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: false });
  return LocalDurableTestRunner;
}
