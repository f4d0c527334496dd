import {
  type DurableContext,
  NestingType,
  type RetryDecision,
} from '@aws/durable-execution-sdk-js';
import { StewardError } from '../runtime/errors.ts';
import type { Steps } from './steps.ts';

/** Slices that are walked concurrently: two are read, while what was found in the others is acted on. */
const AT_A_TIME = 4;

/** Two, as a slice with a repository of very many images cannot use the whole rate. */
const READS_AT_A_TIME = 2;

/** Milliseconds before Lambda's deadline after which no repository is begun: the largest takes as long. */
const RESERVE_MS = 180_000;

/**
 * Steps of a durable execution of Lambda. Operations per execution: 3, and 1 for each slice, 1 or 2 for each visitor,
 * and 2 more each time a slice or a visitor does not end in time: some 430 for the 100,000 repositories that a registry
 * may have, of 3,000.
 */
export function durableSteps(context: DurableContext): Steps {
  return {
    step: (name, work) => context.step(name, work, retried),
    each: async (name, items, work) => {
      const ends = await context.map(
        name,
        [...items],
        (child, item) => work(durableSteps(child), item),
        // An item needs no checkpoint of its own besides those of its steps.
        { maxConcurrency: AT_A_TIME, nesting: NestingType.FLAT },
      );
      ends.throwIfError();
      return ends.getResults();
    },
    readsAtATime: READS_AT_A_TIME,
    // A wait ends the invocation, and the next one has Lambda's full time again.
    pause: async (seconds) => void (await context.wait({ seconds })),
    until: () => Date.now() + context.lambdaContext.getRemainingTimeInMillis() - RESERVE_MS,
  };
}

/** Three attempts, 10 and 20 seconds apart; what only a person can fix fails at once. */
const retried = {
  retryStrategy: (error: Error, attempt: number): RetryDecision =>
    error instanceof StewardError || attempt >= 3
      ? { shouldRetry: false }
      : { shouldRetry: true, delay: { seconds: attempt * 10 } },
};
