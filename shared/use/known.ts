import * as z from 'zod/mini';
import type { RegistryIdentity } from '../registry/identity.ts';
import { logger } from '../runtime/logger.ts';
import type { Store } from '../runtime/store/store.ts';

/**
 * The images of what never changes: of a revision of a task definition, of a published version of a function. To know
 * them spares most of the calls of a reading.
 */
export interface Known {
  /** The URIs of its images. */
  get(key: string): readonly string[] | undefined;
  set(key: string, uris: readonly string[]): void;
}

const stored = z.array(z.tuple([z.string(), z.array(z.string())]));

/** What is known, and which of it was asked for. */
export interface KnownUses extends Known {
  readonly all: ReadonlyMap<string, readonly string[]>;
  readonly asked: ReadonlySet<string>;
  /** How many were known at first. */
  readonly before: number;
}

export function knownUses(entries: Iterable<readonly [string, readonly string[]]> = []): KnownUses {
  const all = new Map(entries);
  const before = all.size;
  const asked = new Set<string>();
  return {
    ...{ all, asked, before },
    get: (key) => {
      asked.add(key);
      return all.get(key);
    },
    set: (key, uris) => void all.set(key, uris),
  };
}

/** What an earlier run has kept; nothing where that cannot be read, as it only spares calls. */
export async function readKnown(store: Store, registry: RegistryIdentity): Promise<KnownUses> {
  try {
    const found = await store.get(keyOf(registry));
    if (found === undefined) return knownUses();
    return knownUses(stored.parse(JSON.parse(new TextDecoder().decode(found))));
  } catch (error) {
    logger.warn('What is known of uses could not be read', { error });
    return knownUses();
  }
}

/**
 * Keeps what is known for the next run, if it has changed: entries come and go, and never change.
 *
 * @param isComplete - Whether all was read, so that what nobody has asked for is no longer there.
 */
export async function writeKnown(
  store: Store,
  registry: RegistryIdentity,
  { all, asked, before }: KnownUses,
  isComplete: boolean,
): Promise<void> {
  const kept = [...all].filter(([key]) => !isComplete || asked.has(key));
  if (kept.length === before && all.size === before) return;
  try {
    await store.put(keyOf(registry), JSON.stringify(kept), 'application/json');
  } catch (error) {
    logger.warn('What is known of uses could not be kept', { error });
  }
}

function keyOf({ registryId, region }: RegistryIdentity): string {
  return `use/account=${registryId}/region=${region}/known.json`;
}
