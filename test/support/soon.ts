import { vi } from 'vitest';

/** Asks again until it holds: soon here, and within a minute on a machine that others work on too. */
export function soon<Answer>(holds: () => Answer | Promise<Answer>): Promise<Answer> {
  return vi.waitFor(holds, { timeout: 60_000, interval: 10 });
}
