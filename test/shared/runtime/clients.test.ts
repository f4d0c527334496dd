import { beforeEach, expect, test, vi } from 'vitest';
import { clientDefaults } from '../../../shared/runtime/clients.ts';

const { retryStrategy } = clientDefaults;
const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
const nobody = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });

/** No retry waits. */
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => void vi.restoreAllMocks();
});

/** How many retries a call has that always fails so. */
async function retriesOf(failure: Error, errorType: 'THROTTLING' | 'TRANSIENT'): Promise<number> {
  const error = failure as Error & { cause?: Error };
  let token = await retryStrategy.acquireInitialRetryToken('test');
  for (let retries = 0; ; retries += 1) {
    try {
      token = await retryStrategy.refreshRetryTokenForRetry(token, { error, errorType });
    } catch {
      return retries;
    }
  }
}

test('a call that is throttled is tried ten times, one to nobody three times', async () => {
  expect(await retriesOf(throttled, 'THROTTLING')).toBe(9);
  expect(await retriesOf(nobody, 'TRANSIENT')).toBe(2);
});

test('a success gives all retries back', async () => {
  for (let calls = 0; calls < 20; calls += 1) {
    expect(await retriesOf(throttled, 'THROTTLING')).toBe(9);
    retryStrategy.recordSuccess();
  }
});
