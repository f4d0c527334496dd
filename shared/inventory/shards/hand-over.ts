import type { RegistryImage, RegistryRepository } from '../../registry/read.ts';
import type { Turn } from '../../walk/reading/turns.ts';
import type { InventorySink } from '../store/sink.ts';
import type { RepositoryCount } from '../summary/count.ts';

/**
 * Pages of a repository that are held while it waits for its turn at the sink: repositories of up to so many thousand
 * images are read concurrently in full. Memory is bounded by pages times repositories.
 */
const PAGES_AHEAD = 2;

/** Passes the pages of one repository to the sink when it is its turn. */
export interface HandOver {
  page(page: readonly RegistryImage[]): Promise<void>;
  end(count: RepositoryCount): Promise<void>;
  /** Whether the sink has received any of them. */
  begun(): boolean;
}

export function createHandOver(
  sink: InventorySink,
  repository: RegistryRepository,
  turn: Turn,
): HandOver {
  const held: (readonly RegistryImage[])[] = [];
  let begun = false;
  const flush = async () => {
    await turn.comes();
    for (const page of held.splice(0)) {
      begun = true;
      await sink.images(repository, page);
    }
  };
  return {
    page: async (page) => {
      held.push(page);
      if (turn.isUp() || held.length > PAGES_AHEAD) await flush();
    },
    end: async (count) => {
      await flush();
      await sink.repository(repository, count);
    },
    begun: () => begun,
  };
}
