import type { SkipReason } from './plan.ts';
import { RegistryRefusal, type TimeLeft, TOO_LATE_MS } from './registry-http.ts';

/** The retries of one upstream during a run. */
export interface Patience {
  /**
   * Makes a request; pauses and retries when the upstream limits the rate, and once when nothing answers, as first
   * pulls may fail.
   *
   * @throws RegistryRefusal when retries do not help.
   */
  ask<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The same for what ECR is importing: false when it is not available after a few tries. */
  askImported(work: () => Promise<unknown>): Promise<boolean>;
  /** Why no further image of this upstream is requested; undefined: go on. */
  stopped(): SkipReason | undefined;
}

/** The most pauses for an upstream in a run; then it is left for the next run. */
const MOST_PAUSES = 3;

/** Milliseconds; doubled with each further pause, unless the upstream gives the time. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 120_000;

/** Milliseconds to wait for an image that ECR is importing. */
const IMPORT_PAUSE_MS = 5_000;
const MOST_IMPORT_TRIES = 3;

export function createPatience(timeLeft: TimeLeft, pause: (ms: number) => Promise<void>): Patience {
  let pauses = 0;
  let isLimited = false;

  async function rest({ retryAfterMs = FIRST_PAUSE_MS * 2 ** pauses }: RegistryRefusal) {
    const ms = Math.min(retryAfterMs, LONGEST_PAUSE_MS);
    isLimited = pauses >= MOST_PAUSES || timeLeft() < ms + TOO_LATE_MS;
    pauses += 1;
    if (!isLimited) await pause(ms);
    return !isLimited;
  }

  /** Whether to retry; returns after the pause. */
  async function again(refusal: RegistryRefusal, failures: number): Promise<boolean> {
    if (refusal.isTooManyRequests) return rest(refusal);
    if (!refusal.isUnavailable || failures > 1 || timeLeft() < TOO_LATE_MS) return false;
    await pause(IMPORT_PAUSE_MS);
    return true;
  }

  async function ask<Result>(work: () => Promise<Result>, failures = 0): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RegistryRefusal)) throw error;
      const failed = error.isTooManyRequests ? failures : failures + 1;
      if (!(await again(error, failed))) throw error;
      return ask(work, failed);
    }
  }

  async function askImported(work: () => Promise<unknown>): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        await ask(work);
        return true;
      } catch (error) {
        if (!(error instanceof RegistryRefusal) || error.status !== 404) throw error;
        if (tries >= MOST_IMPORT_TRIES || timeLeft() < TOO_LATE_MS) return false;
        await pause(IMPORT_PAUSE_MS);
      }
    }
  }

  return {
    ask: (work) => ask(work),
    askImported,
    stopped() {
      if (isLimited) return 'rate limit';
      return timeLeft() < TOO_LATE_MS ? 'time' : undefined;
    },
  };
}
