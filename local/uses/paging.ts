import { z } from 'zod';

/** The paging members of a request; the tokens are positions, as a declared list does not change. */
export const paging = {
  maxResults: z.int().min(1).max(100).optional(),
  nextToken: z.string().regex(/^\d+$/).optional(),
};

/** One page of a list. @param usual - Its size where the request does not say it. */
export function page<Item>(
  all: readonly Item[],
  {
    nextToken = '0',
    maxResults,
  }: { nextToken?: string | undefined; maxResults?: number | undefined },
  usual: number,
): { items: Item[]; nextToken?: { nextToken: string } } {
  const start = Number(nextToken);
  const end = start + (maxResults ?? usual);
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: { nextToken: String(end) } } : { items };
}
