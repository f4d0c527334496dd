import type { Store } from '../../runtime/store/store.ts';
import { isInRange, type NameRange } from '../../walk/range.ts';
import type { ChangeRow } from '../rows/rows.ts';
import type { Part } from '../summary/summary.ts';
import { changesOf } from './images.ts';
import { type ImageIdentity, type RepositoryImages, repositoriesIn } from './parts.ts';

/** One of two inventories that are compared: a whole one, or the part of it that is in a slice. */
export interface Compared {
  store: Store;
  parts: readonly Part[];
  /** The repositories that were read, empty ones too, in any order. */
  perRepository: readonly { repository: string }[];
  /** Those that could not be read: their contents are unknown. */
  failed: readonly { repository: string }[];
}

/**
 * The changes from the inventory before: of the repositories in `range`, in the order of their names. A repository
 * that could not be read in one of them is left out, so that nothing is called new or gone that may have existed all
 * along.
 *
 * Two repositories and one part of each inventory are in memory at a time.
 *
 * @throws DamagedPartError when a file that is listed is missing.
 */
export async function* compareInventories(
  before: Compared,
  now: Compared,
  range: NameRange = {},
): AsyncGenerator<ChangeRow> {
  const unknown = namesOf([...before.failed, ...now.failed]);
  const had = namesOf(before.perRepository);
  const has = namesOf(now.perRepository);
  const wanted = (name: string) => isInRange(name, range) && !unknown.has(name);
  const names = [...new Set([...had, ...has])].filter(wanted).sort();
  const imagesBefore = walk(repositoriesIn(before.store, before.parts, range));
  const imagesNow = walk(repositoriesIn(now.store, now.parts, range));
  try {
    for (const name of names) {
      if (!had.has(name)) yield ofRepository('repository-new', name);
      if (!has.has(name)) yield ofRepository('repository-gone', name);
      yield* changesOf(name, await imagesBefore.of(name), await imagesNow.of(name));
    }
  } finally {
    await Promise.all([imagesBefore.end(), imagesNow.end()]);
  }
}

/** Goes forward through repositories to the requested ones, which come in the same order. */
function walk(repositories: AsyncGenerator<RepositoryImages>) {
  let next: IteratorResult<RepositoryImages, void> | undefined;
  return {
    of: async (name: string): Promise<readonly ImageIdentity[]> => {
      next ??= await repositories.next();
      while (!next.done && next.value.repository < name) next = await repositories.next();
      return !next.done && next.value.repository === name ? next.value.images : [];
    },
    end: () => repositories.return(undefined),
  };
}

function ofRepository(change: ChangeRow['change'], repository: string): ChangeRow {
  return { change, repository, tag: undefined, digest: undefined, previousDigest: undefined };
}

function namesOf(items: readonly { repository: string }[]): Set<string> {
  return new Set(items.map(({ repository }) => repository));
}
