import { StewardError } from '../../runtime/errors.ts';
import type { Store } from '../../runtime/store/store.ts';
import { isInRange, type NameRange } from '../../walk/range.ts';
import { rowsOf } from '../parquet/read.ts';
import type { ImageRow } from '../rows/rows.ts';
import type { Part } from '../summary/summary.ts';

/** The fields of an image by which changes are found. */
export type ImageIdentity = Pick<ImageRow, 'repository' | 'digest' | 'tags'>;

export interface RepositoryImages {
  repository: string;
  images: ImageIdentity[];
}

/** A part that a summary lists is missing, or does not hold what the summary says. */
export class DamagedPartError extends StewardError {
  override name = 'DamagedPartError' as const;

  constructor(place: string, problem: string, options?: ErrorOptions) {
    super(`${place} ${problem}: the inventories cannot be compared`, options);
  }
}

/**
 * The images that an inventory's files hold, repository by repository, in the order of their names. One part and one
 * repository are in memory at a time. Repositories without an image are in no file.
 *
 * @throws DamagedPartError when a file is missing or not in order.
 */
export async function* repositoriesIn(
  store: Store,
  parts: readonly Part[],
  range: NameRange,
): AsyncGenerator<RepositoryImages> {
  let current: RepositoryImages | undefined;
  for await (const image of imagesIn(store, parts, range)) {
    if (current?.repository !== image.repository) {
      if (current) yield current;
      current = { repository: image.repository, images: [] };
    }
    current.images.push(image);
  }
  if (current) yield current;
}

async function* imagesIn(
  store: Store,
  parts: readonly Part[],
  range: NameRange,
): AsyncGenerator<ImageIdentity> {
  let last = '';
  for (const { key } of parts.filter((part) => part.table === 'images' && overlaps(part, range))) {
    const bytes = await store.get(key);
    if (bytes === undefined) throw new DamagedPartError(store.place(key), 'is missing');
    for await (const image of readable(store.place(key), bytes)) {
      if (image.repository < last) {
        throw new DamagedPartError(store.place(key), 'is not in the order of its repositories');
      }
      last = image.repository;
      if (isInRange(last, range)) yield image;
    }
  }
}

/** The rows of a file; an error names the file. */
async function* readable(place: string, bytes: Uint8Array): AsyncGenerator<ImageIdentity> {
  const rows = rowsOf('images', bytes, ['repository', 'digest', 'tags']);
  for (;;) {
    const next = await rows.next().catch((cause: Error) => {
      throw new DamagedPartError(place, `cannot be read (${cause.message})`, { cause });
    });
    if (next.done) return;
    yield next.value;
  }
}

/** Whether a file of images may hold some of the range. */
export function overlaps(
  { first, last }: Pick<Part, 'first' | 'last'>,
  { from, to }: NameRange,
): boolean {
  const reaches = from === undefined || last >= from;
  return reaches && (to === undefined || first < to);
}
