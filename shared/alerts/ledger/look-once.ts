import { setTimeout as sleep } from 'node:timers/promises';
import { claim, type Ledger, release } from './ledger.ts';

/**
 * Debounces: calls `look` once for all events of a thing that come within some seconds, as AWS sends one per finding,
 * or per image that a lifecycle policy archives: hundreds in a row. The first event claims the thing and waits. Events
 * that come meanwhile have nothing to do, as the look is still to come; one that comes after the look has begun gets a
 * look of its own. So no event is lost, an event costs one write, and there is one look per `seconds`, however many
 * execution environments there are. If the claim's holder dies, the claim lasts for a minute, as long as Lambda waits
 * before it retries.
 *
 * @param id - The thing, as a key of the ledger.
 * @param seconds - Less than a minute.
 * @returns What `look` answers; undefined when another event has claimed the thing.
 */
export async function lookOnce<Result>(
  ledger: Ledger,
  id: string,
  seconds: number,
  look: () => Promise<Result>,
): Promise<Result | undefined> {
  const claimed = await claim(ledger, { id, windowSeconds: seconds }, new Date());
  if (claimed === undefined) return undefined;
  await sleep(seconds * 1000);
  await release(ledger, claimed);
  return look();
}
