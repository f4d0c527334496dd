import { pMapIterable } from 'p-map';
import type { NameRange } from './range.ts';
import type { RunFiles } from './run-files.ts';
import type { UnreadRepository } from './unread.ts';

export interface UnreadBy extends UnreadRepository {
  visitors: readonly string[];
}

/** The result of a visit, in a file until the walk is done. */
export interface VisitResult {
  range: NameRange;
  /** With the visitors that need what could not be read. */
  unread: readonly UnreadBy[];
  /** By visitor. */
  parts: Record<string, unknown>;
  /** By visitor, what it has not seen: as it failed there. */
  failed: Record<string, { at: readonly UnreadRepository[]; whole?: string }>;
}

/** A result without what visitors have answered: small enough to be kept in memory, for all visits of a walk. */
export interface VisitHead extends Omit<VisitResult, 'parts'> {
  /** The visitors that have answered. */
  answered: ReadonlySet<string>;
}

/** Reads the results of visits, in the order of their names. */
export interface Results {
  /** Read once, whoever asks. */
  heads(names: readonly string[]): Promise<VisitHead[]>;
  /** What a visitor has answered, where it has. */
  parts(names: readonly string[], visitor: string): AsyncGenerator<unknown>;
}

/** How many are read ahead: enough to hide the round trips to S3. */
const AHEAD = 16;

export function createResults(files: RunFiles): Results {
  const known = new Map<string, VisitHead>();
  const read = async (name: string) => {
    const result = (await files.get(name)) as VisitResult;
    const { parts, ...head } = result;
    known.set(name, { ...head, answered: new Set(Object.keys(parts)) });
    return result;
  };
  const readAll = (names: readonly string[]) => pMapIterable(names, read, { concurrency: AHEAD });
  return {
    heads: async (names) => {
      for await (const _ of readAll(names.filter((name) => !known.has(name))));
      return names.flatMap((name) => known.get(name) ?? []);
    },
    parts: async function* (names, visitor) {
      for await (const { parts } of readAll(names)) {
        const part = parts[visitor] ?? undefined;
        if (part !== undefined) yield part;
      }
    },
  };
}
