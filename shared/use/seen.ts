import type { RegistryIdentity } from '../registry/identity.ts';
import type { Store } from '../runtime/store/store.ts';
import { type RecordedUse, readUseRecord, type UseRecord, UseRecordError } from './record.ts';

/** Whether an image is in use, as the last nightly walk has seen it. */
export type SeenUse =
  | { state: 'in use' | 'standby'; use: RecordedUse }
  | { state: 'not in use' }
  /** @property why - The end of a sentence. */
  | { state: 'unknown'; why: string }
  /** No walk has kept a record yet. */
  | { state: 'no record' };

export interface SeenUses {
  of(repository: string, digest: string): SeenUse;
  /** As the columns of a table say it. */
  columnsOf(repository: string, digest: string): { inUse?: boolean; usedBy: readonly string[] };
  /** All images of a repository that are in use, or kept for a rollback. */
  inRepository(repository: string): RecordedUse[];
}

/** A record of an older walk does not say that an image is not in use: two nights were missed. */
const OUTDATED_MS = 50 * 3_600_000;

/** What a record says at a time. */
export function seenUses(record: UseRecord | undefined, now: Date): SeenUses {
  const isOn = (use: RecordedUse) => record !== undefined && use.last >= record.at;
  const current = record?.images.filter(isOn) ?? [];
  const byImage = new Map(current.map((use) => [`${use.repository}@${use.digest}`, use]));
  const others = otherwise(record, now);
  const of: SeenUses['of'] = (repository, digest) => {
    const use = byImage.get(`${repository}@${digest}`);
    return use ? { state: use.standby ? 'standby' : 'in use', use } : others;
  };
  return {
    of,
    columnsOf: (repository, digest) => {
      const use = of(repository, digest);
      if ('use' in use) return { inUse: true, usedBy: use.use.by };
      return { ...(use.state === 'not in use' && { inUse: false }), usedBy: [] };
    },
    inRepository: (repository) => current.filter((use) => use.repository === repository),
  };
}

/** Of an image that the record does not have. */
function otherwise(record: UseRecord | undefined, now: Date): SeenUse {
  if (record === undefined) return { state: 'no record' };
  const [first] = record.unknown;
  if (first) return { state: 'unknown', why: `${first.source} could not be read: ${first.why}` };
  if (now.getTime() - Date.parse(record.at) > OUTDATED_MS)
    return { state: 'unknown', why: `the last walk that has looked was on ${record.at}` };
  return { state: 'not in use' };
}

/** What the record of the last walk says. With one that is damaged, it is of every image unknown. */
export async function readSeenUses(
  store: Store,
  registry: RegistryIdentity,
  now: Date,
): Promise<SeenUses> {
  try {
    return seenUses(await readUseRecord(store, registry), now);
  } catch (error) {
    if (!(error instanceof UseRecordError)) throw error;
    const unknown = [{ source: 'the record', why: error.message }];
    return seenUses({ at: now.toISOString(), unknown, images: [] }, now);
  }
}

/** How long a record is used again. */
const KEPT_MS = 5 * 60_000;

/** Reads the record, and again after five minutes: a lifecycle policy deletes thousands of images at a time. */
export function rememberedUses(now: () => Date = () => new Date()) {
  let last: { at: number; uses: SeenUses } | undefined;
  return async (store: Store, registry: RegistryIdentity): Promise<SeenUses> => {
    const time = now();
    if (last && time.getTime() - last.at < KEPT_MS) return last.uses;
    const uses = await readSeenUses(store, registry, time);
    last = { at: time.getTime(), uses };
    return uses;
  };
}
