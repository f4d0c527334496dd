import type { Ledger } from '../alerts/ledger/ledger.ts';
import { countsOf, noteCounts } from './counts.ts';

/** What the last walk over the registry has counted: the totals that percentages refer to. */
export interface Population {
  images: number;
  tags: number;
}

const OF = 'images';

export function notePopulation(ledger: Ledger, { images, tags }: Population, now: Date) {
  return noteCounts(ledger, OF, { images, tags }, now);
}

/**
 * Undefined where there was no recent walk: then only the count of a limit applies. `tags` is missing where an earlier
 * version has noted it.
 */
export async function populationOf(
  ledger: Ledger,
  now: Date,
): Promise<(Pick<Population, 'images'> & Partial<Population>) | undefined> {
  const { images, tags } = (await countsOf(ledger, OF, now)) ?? {};
  return images === undefined ? undefined : { images, ...(tags !== undefined && { tags }) };
}
