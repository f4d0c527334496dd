import pMap from 'p-map';
import * as z from 'zod/mini';
import type { RegistryIdentity } from '../../registry/identity.ts';
import { folderOf, type Partition, partitionOf } from '../../registry/partition.ts';
import { logger } from '../../runtime/logger.ts';
import type { Store } from '../../runtime/store/store.ts';
import { type Deletion, deletionCauses } from './deletion.ts';

/**
 * What events have said of deletions: an object for each event, in a folder for each day and repository. The nightly
 * walk makes rows of the table `deletions` of them; the bucket deletes them after 40 days.
 */
const INBOX = 'deletion-events/';

/** How many objects are read at a time. */
const AT_A_TIME = 50;

/** The characters of an id of an event: a UUID's, and no slash. */
const unsafe = /[^\w-]/g;

/** Keeps what an event says. The same event again replaces what it wrote. @param id - Of the event. */
export async function keepDeletions(
  store: Store,
  registry: RegistryIdentity,
  id: string,
  deletions: readonly Deletion[],
): Promise<void> {
  const [first] = deletions;
  if (first === undefined) return;
  const day = partitionOf(registry, new Date(first.at));
  const key = `${folderOfRepository(day, first.repository)}${id.replace(unsafe, '_')}.json`;
  await store.put(key, JSON.stringify(deletions), 'application/json');
}

/** The repositories of which there are events of a day, in order. */
export async function repositoriesWithDeletions(store: Store, day: Partition): Promise<string[]> {
  const folders = await store.folders(folderOfDay(day));
  const names = folders.map((folder) => decodeURIComponent(folder.split('/').at(-2) ?? ''));
  return names.sort();
}

/** What events of these days say of one repository, as it was kept: an image may be in it several times. */
export async function deletionsOf(
  store: Store,
  days: readonly Partition[],
  repository: string,
): Promise<Deletion[]> {
  const listed = days.map((day) => store.list(folderOfRepository(day, repository)));
  const keys = (await Promise.all(listed)).flat();
  const read = async (key: string) => {
    const found = await store.get(key);
    const parsed = kept.safeParse(found && jsonOf(found));
    // Somebody else has written it: that keeps nothing of the others from the table.
    if (found && !parsed.success) logger.error('Not read: no deletions', { key: store.place(key) });
    return parsed.data ?? [];
  };
  return (await pMap(keys, read, { concurrency: AT_A_TIME })).flat();
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function folderOfDay(day: Partition): string {
  return `${INBOX}${folderOf(day)}/`;
}

/** A name of a repository has slashes: encoded, it is one folder. */
function folderOfRepository(day: Partition, repository: string): string {
  return `${folderOfDay(day)}${encodeURIComponent(repository)}/`;
}

const kept = z.array(
  z.object({
    ...{ at: z.string(), repository: z.string(), digest: z.optional(z.string()) },
    tags: z.array(z.string()),
    action: z.enum(['DELETE', 'ARCHIVE']),
    cause: z.enum(deletionCauses),
    ...{ rule: z.optional(z.number()), ruleText: z.optional(z.string()) },
    by: z.optional(z.string()),
    inUse: z.optional(z.boolean()),
    usedBy: z.array(z.string()),
  }),
);
