import * as z from 'zod/mini';
import type { RegistryIdentity } from '../registry/identity.ts';
import { StewardError } from '../runtime/errors.ts';
import type { Store } from '../runtime/store/store.ts';

/** A unit that was announced. */
export interface Announced {
  /** ISO 8601: when the walk began that has announced it. */
  at: string;
  action: 'archive' | 'delete';
  /** The digests of its other images. */
  with: string[];
}

/** What was announced of a repository, kept from walk to walk: without it nothing is done. */
export interface Memory {
  /** ISO 8601: when the last walk began that has seen it. */
  seen: string;
  /** ISO 8601: when the last walk began that has announced any. */
  announced?: string | undefined;
  /** By the digest of the root. One that is in the archive now stays here. */
  units: Readonly<Record<string, Announced>>;
}

export const noMemory: Memory = { seen: '1970-01-01T00:00:00.000Z', units: {} };

/** @throws UnreadableMemoryError for a file that is not one of these: then nothing is done. */
export async function readMemory(
  store: Store,
  registry: RegistryIdentity,
  repository: string,
): Promise<Memory> {
  const key = keyOf(registry, repository);
  const found = await store.get(key);
  if (found === undefined) return noMemory;
  const read = memoryShape.safeParse(parsed(new TextDecoder().decode(found)));
  if (!read.success) throw new UnreadableMemoryError(store.place(key));
  return read.data;
}

export async function writeMemory(
  store: Store,
  registry: RegistryIdentity,
  repository: string,
  memory: Memory,
): Promise<void> {
  await store.put(keyOf(registry, repository), JSON.stringify(memory), 'application/json');
}

/** The parts and referrers that a deletion has left: of roots that are gone, each with the root. */
export function leftIn(
  { units }: Memory,
  existing: ReadonlyMap<string, unknown>,
): Map<string, string> {
  const left = new Map<string, string>();
  for (const [root, { action, with: members }] of Object.entries(units)) {
    if (action !== 'delete' || existing.has(root)) continue;
    for (const digest of members) if (existing.has(digest)) left.set(digest, root);
  }
  return left;
}

function keyOf({ registryId, region }: RegistryIdentity, repository: string): string {
  return `retention/account=${registryId}/region=${region}/${repository}.json`;
}

const time = z.iso.datetime();

const memoryShape = z.object({
  seen: time,
  announced: z.optional(time),
  units: z.record(
    z.string(),
    z.object({ at: time, action: z.enum(['archive', 'delete']), with: z.array(z.string()) }),
  ),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Somebody has written into the file of a repository what ecr-steward does not write. */
export class UnreadableMemoryError extends StewardError {
  override name = 'UnreadableMemoryError' as const;

  constructor(place: string) {
    super(
      `what retention has announced is not readable in ${place}: delete it, then all is announced anew`,
    );
  }
}
