import * as z from 'zod/mini';
import { padded } from '../../registry/partition.ts';
import type { Store } from '../../runtime/store/store.ts';
import type { NameRange } from '../../walk/range.ts';
import { isInRange } from '../../walk/range.ts';
import { type RunFiles, runFiles } from '../../walk/run-files.ts';
import type { Walk } from '../../walk/visitor.ts';
import { overlaps } from '../compare/parts.ts';
import { type PreviousSummary, part } from '../compare/previous.ts';

const named = z.object({ repository: z.string() });

/** What the inventory before has of the repositories of a slice. */
const previousSlice = z.object({
  parts: z.array(part),
  perRepository: z.array(named),
  failed: z.array(named),
});

export type PreviousSlice = z.infer<typeof previousSlice>;

/** Cuts the inventory before into slices, which are kept as long as the walk. */
export async function keepPrevious(
  store: Store,
  { registry, began, ranges }: Walk,
  previous: PreviousSummary,
): Promise<void> {
  const files = runFiles(store, registry, began);
  for (const [number, range] of ranges.entries()) {
    await files.put(nameOf(number), within(previous, range));
  }
}

/** @param number - Of the slice. */
export async function readPrevious(files: RunFiles, number: number): Promise<PreviousSlice> {
  return previousSlice.parse(await files.get(nameOf(number)));
}

function nameOf(number: number): string {
  return `previous-${padded(number)}`;
}

function within(previous: PreviousSummary, range: NameRange): PreviousSlice {
  const names = (list: readonly { repository: string }[]) =>
    list.flatMap(({ repository }) => (isInRange(repository, range) ? { repository } : []));
  return {
    parts: previous.parts.filter((it) => it.table === 'images' && overlaps(it, range)),
    perRepository: names(previous.perRepository),
    failed: names(previous.failed),
  };
}
