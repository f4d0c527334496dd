import { setTimeout as sleep } from 'node:timers/promises';
import { claim, type Ledger, release } from './ledger.ts';

/**
 * Calls `look` once for all events of a thing that come within some seconds, as AWS sends one per finding, or per
 * image that a lifecycle policy archives: hundreds in a row. The first event takes the thing on and waits; those
 * that come meanwhile have nothing to do, as the look is still to come; one that comes once the look has begun has
 * a look of its own. So no event is lost, an event costs one write, and there is one look in so many seconds,
 * however many execution environments there are. Whoever dies while waiting holds the thing for a minute, as long
 * as Lambda waits before it tries again.
 *
 * @param id - What the look is at, as a key of the ledger.
 * @param seconds - Less than a minute.
 * @returns What `look` answers; undefined when another event has taken the thing on.
 */
export async function lookOnce<Result>(
  ledger: Ledger,
  id: string,
  seconds: number,
  look: () => Promise<Result>,
): Promise<Result | undefined> {
  const taken = await claim(ledger, { id, windowSeconds: seconds }, new Date());
  if (taken === undefined) return undefined;
  await sleep(seconds * 1000);
  await release(ledger, taken);
  return look();
}
