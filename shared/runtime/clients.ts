import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { isNobodyThere } from './explain.ts';

/**
 * How every AWS client of ours retries.
 *
 * ECR publishes no rate for its Describe, List and rule calls, so throttling is part of reading a
 * registry. The pacer (pacing/law.ts) decides how fast to call, this when to retry. The SDK's own
 * strategies wait too long: with 30 % of 410 calls throttled, `standard` took 50 s and `adaptive` 228 s, this
 * one 3 s (npm run bench -- retries).
 * Ten attempts wait some ten seconds in total before a call fails.
 */
class SteadyRetryStrategy extends ConfiguredRetryStrategy {
  constructor() {
    super(MAX_ATTEMPTS, delayMs);
  }

  /**
   * The SDK rations retries: 100 of throttled calls, and each success gives back what its own last retry cost.
   * With 40 % of the calls throttled that is used up after some 700, and the next throttled call fails at
   * once. Here any success gives all of it back, so only where nothing succeeds is anything rationed.
   */
  override recordSuccess(): void {
    super.recordSuccess(fullRefund);
  }

  /** Gives up early where nothing answers, so that a wrong address is reported soon. */
  override async refreshRetryTokenForRetry(...[token, info]: RefreshParameters) {
    const attempts = token.getRetryCount() + 1;
    if (attempts >= ATTEMPTS_TO_REACH && isNobodyThere(info.error)) throw info.error;
    return super.refreshRetryTokenForRetry(token, info);
  }
}

/** The SDK's ration of retries is 500. */
const fullRefund = { getRetryCount: () => 0, getRetryDelay: () => 0, getRetryCost: () => 500 };

type RefreshParameters = Parameters<ConfiguredRetryStrategy['refreshRetryTokenForRetry']>;

const MAX_ATTEMPTS = 10;
const ATTEMPTS_TO_REACH = 3;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5_000;

/**
 * Milliseconds until a call is made again after `attempt` failures. Full jitter, so that calls which were throttled
 * together do not come back together.
 */
export function delayMs(attempt: number): number {
  return Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
}

/** Milliseconds to wait for a connection, and for data on it: the SDK itself waits for ever. */
const patience = { connectionTimeout: 5_000, socketTimeout: 20_000 };

/** The options of every AWS client of ours. */
export const clientDefaults = {
  retryStrategy: new SteadyRetryStrategy(),
  requestHandler: patience,
};
