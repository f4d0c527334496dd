import { type Item, itemsById } from '../../runtime/items.ts';
import type { Cause } from '../alert.ts';
import { keyOf, type Ledger, secondsOf } from './ledger.ts';

/** What decides whether a cause may be claimed. */
const ATTRIBUTES = ['toldUntil', 'expiresAt', 'occasion'];

/**
 * Those whose cause may be claimed, as the ledger is now: the others were reported, and cost no write. Only `claim` decides,
 * as another one may claim it meanwhile.
 *
 * @param looksUp - Whether one alone is looked up, too: to claim it costs one call as well, but a write. Default: false.
 */
export async function claimable<Caused extends { cause: Cause }>(
  ledger: Ledger,
  caused: readonly Caused[],
  now: Date,
  looksUp = false,
): Promise<Caused[]> {
  if (caused.length < (looksUp ? 1 : 2)) return [...caused];
  const idOf = ({ cause }: Caused) => keyOf(cause).id.S;
  const known = await itemsById(ledger, caused.map(idOf), ATTRIBUTES);
  return caused.filter((it) => mayBeClaimed(it.cause, known.get(idOf(it)), now));
}

/** Whether `claim` grants it: the condition of its write, applied to an entry that was read. */
export function mayBeClaimed(
  { occasion }: Pick<Cause, 'occasion'>,
  entry: Item | undefined,
  now: Date,
): boolean {
  if (entry === undefined) return true;
  if (occasion !== undefined && entry.occasion?.S !== occasion) return true;
  // Entries of an earlier version have expiresAt alone.
  const until = entry.toldUntil ?? entry.expiresAt;
  return Number(until?.N) <= secondsOf(now);
}
