import type { Store } from '../../runtime/store/store.ts';
import { DamagedPartError } from '../compare/parts.ts';
import { rowsOf } from '../parquet/read.ts';
import type { Part } from '../summary/summary.ts';
import type { ChangeRow } from './rows.ts';

/** The images of a repository that an inventory has not found any more, with the tags that went with them. */
export interface GoneImages {
  repository: string;
  images: ReadonlyMap<string, readonly string[]>;
}

/**
 * What is gone by the table `changes`, repository by repository.
 *
 * @throws DamagedPartError when a file is missing.
 */
export async function* goneImages(
  store: Store,
  parts: readonly Part[],
): AsyncGenerator<GoneImages> {
  let rows: ChangeRow[] = [];
  for (const { key } of parts.filter(({ table }) => table === 'changes')) {
    const bytes = await store.get(key);
    if (bytes === undefined) throw new DamagedPartError(store.place(key), 'is missing');
    for await (const row of rowsOf('changes', bytes)) {
      const [last] = rows;
      if (last && last.repository !== row.repository) {
        yield* goneIn(rows);
        rows = [];
      }
      if (row.change === 'image-gone' || row.change === 'tag-gone') rows.push(row);
    }
  }
  yield* goneIn(rows);
}

function* goneIn(rows: readonly ChangeRow[]): Generator<GoneImages> {
  const [first] = rows;
  const images = new Map<string, string[]>();
  for (const { change, digest } of rows)
    if (change === 'image-gone' && digest !== undefined) images.set(digest, []);
  for (const { previousDigest, tag } of rows)
    if (previousDigest !== undefined && tag !== undefined) images.get(previousDigest)?.push(tag);
  if (first && images.size > 0) yield { repository: first.repository, images };
}
