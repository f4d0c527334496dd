import type { Ledger } from '../alerts/ledger/ledger.ts';
import { type Entry, entriesOfRepository } from './audit-log.ts';

/** Which quarantine is looked for: of a tag, of an image, or of both. */
export interface QuarantineOf {
  repository: string;
  tag?: string;
  digest?: string;
}

/**
 * The last quarantine of each tag that fits, as the audit log knows it, the newest first; where no tag is given,
 * without those that were undone. None where it knows none.
 */
export async function lastQuarantines(
  ledger: Ledger,
  { repository, tag, digest }: QuarantineOf,
): Promise<Entry[]> {
  const found = new Map<string, Entry>();
  const undone = new Set<string>();
  for await (const { entry } of entriesOfRepository(ledger, repository)) {
    if (entry.undoes !== undefined && entry.state === 'done') undone.add(entry.undoes);
    const itsTag = quarantinedTag(entry, digest);
    if (itsTag === undefined || found.has(itsTag)) continue;
    if (tag === undefined ? undone.has(entry.id) : itsTag !== tag) continue;
    found.set(itsTag, entry);
    if (tag !== undefined) break;
  }
  return [...found.values()];
}

/** The tag that was replaced, of this image where there is one; undefined for any other action. */
function quarantinedTag(
  { kind, state, before }: Entry,
  digest: string | undefined,
): string | undefined {
  if (kind !== 'quarantine' || state === 'unneeded') return undefined;
  if (digest !== undefined && textIn(before, 'digest') !== digest) return undefined;
  return textIn(before, 'tag');
}

function textIn(state: unknown, key: 'tag' | 'digest'): string | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const text: unknown = Reflect.get(state, key);
  return typeof text === 'string' ? text : undefined;
}
