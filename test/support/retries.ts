import { onTestFinished, vi } from 'vitest';

/** The time between retries is drawn from 0 up to some seconds: draws 0 until the test is over. */
export function retryAtOnce(): void {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => random.mockRestore());
}
