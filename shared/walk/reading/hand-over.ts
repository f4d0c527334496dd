import type { RegistryImage } from '../../registry/read.ts';
import type { Turn } from './turns.ts';

/**
 * Pages of a repository that are held while it waits for its turn at the visitors, besides the one that it waits with:
 * repositories of up to two thousand images are read concurrently in full. Memory is bounded by pages times
 * repositories.
 */
const PAGES_AHEAD = 1;

/** Passes the pages of one repository on when it is its turn. */
export interface HandOver {
  page(page: readonly RegistryImage[]): Promise<void>;
  /** Waits for its turn, and passes on what is held. */
  end(): Promise<void>;
  /** Whether any was passed on. */
  begun(): boolean;
}

export function createHandOver(
  pass: (page: readonly RegistryImage[]) => Promise<void>,
  turn: Turn,
): HandOver {
  const held: (readonly RegistryImage[])[] = [];
  let begun = false;
  const flush = async () => {
    await turn.comes();
    for (const page of held.splice(0)) {
      begun = true;
      await pass(page);
    }
  };
  return {
    page: async (page) => {
      held.push(page);
      if (turn.isUp() || held.length > PAGES_AHEAD) await flush();
    },
    end: flush,
    begun: () => begun,
  };
}
