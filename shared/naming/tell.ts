import pMap from 'p-map';
import { type Cause, type Ledger, tellOnce } from '../alerts/once.ts';

/** How many causes are looked up in the ledger side by side. */
const AT_A_TIME = 20;

/**
 * Tells in one message those items that people have not been told of in the window of each. When it
 * cannot be sent, all of them count as not told.
 *
 * @param send - Called once, with the new ones in their order; not at all when there is none.
 */
export async function tellNew<Item>(
  ledger: Ledger,
  items: readonly Item[],
  causeOf: (item: Item) => Cause,
  send: (items: Item[]) => Promise<void>,
): Promise<void> {
  const news = new Set<Item>();
  const sent = Promise.withResolvers<void>();
  // Each that is new waits for the message, and is released when that fails: not only the last one.
  const waiting: Promise<unknown>[] = [sent.promise];
  const claim = (item: Item) =>
    new Promise<void>((claimed, failed) => {
      const told = tellOnce(ledger, causeOf(item), () => {
        news.add(item);
        claimed();
        return sent.promise;
      });
      waiting.push(told);
      told.then(() => claimed(), failed);
    });
  try {
    await pMap(items, claim, { concurrency: AT_A_TIME });
    if (news.size > 0) await send(items.filter((item) => news.has(item)));
    sent.resolve();
  } catch (error) {
    sent.reject(error);
    throw error;
  } finally {
    await Promise.allSettled(waiting);
  }
}
