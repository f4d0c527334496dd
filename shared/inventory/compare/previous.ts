import * as z from 'zod/mini';
import type { Partition } from '../../registry/partition.ts';
import type { Store } from '../../runtime/store/store.ts';
import { summaryKey } from '../store/partition.ts';

export const part = z.object({
  table: z.enum(['images', 'repositories', 'changes', 'acts', 'deletions']),
  ...{ key: z.string(), rows: z.number(), first: z.string(), last: z.string() },
});

const figure = z._default(z.number(), 0);
const counts = {
  images: figure,
  untaggedImages: figure,
  tags: figure,
  bytes: figure,
  untaggedBytes: figure,
  referrers: figure,
  archivedImages: figure,
  archivedBytes: figure,
};

/** The fields of an earlier summary that are needed. Earlier versions of ecr-steward wrote fewer. */
const previousSummary = z.object({
  takenAt: z.string(),
  ...counts,
  ...{ repositories: figure, taggedImages: figure },
  failed: z._default(z.array(z.object({ repository: z.string() })), []),
  perRepository: z.array(z.object({ repository: z.string(), ...counts })),
  history: z._default(
    z.array(
      z.object({
        ...{ date: z.string(), repositories: figure, images: figure },
        ...{ untaggedImages: figure, tags: figure, bytes: figure },
      }),
    ),
    [],
  ),
  parts: z._default(z.array(part), []),
});

export type PreviousSummary = z.infer<typeof previousSummary>;

/** How many days back an earlier inventory is searched. */
const LOOK_BACK = 40;

/**
 * The latest inventory of the same registry from an earlier day: undefined when there is none. One that
 * cannot be read counts as none.
 */
export async function findPrevious(
  store: Store,
  partition: Partition,
): Promise<PreviousSummary | undefined> {
  const folders = await store.folders('summary/');
  const dates = folders.flatMap((folder) => /date=([\d-]{10})\/$/.exec(folder)?.[1] ?? []);
  const earlier = dates.filter((date) => date < partition.date).sort();
  for (const date of earlier.reverse().slice(0, LOOK_BACK)) {
    const found = await store.get(summaryKey({ ...partition, date }));
    const parsed = found && previousSummary.safeParse(jsonOf(found));
    if (parsed?.success) return parsed.data;
  }
  return undefined;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
