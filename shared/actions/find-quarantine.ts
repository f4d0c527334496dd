import type { Ledger } from '../alerts/ledger.ts';
import { type Entry, entriesOfRepository } from './audit-log.ts';

/** The last quarantine of a tag in the audit log; undefined where there is none. */
export async function lastQuarantine(
  ledger: Ledger,
  repository: string,
  tag: string,
): Promise<Entry | undefined> {
  for await (const { entry } of entriesOfRepository(ledger, repository)) {
    const { kind, state, before } = entry;
    if (kind === 'quarantine' && state !== 'unneeded' && tagIn(before) === tag) return entry;
  }
  return undefined;
}

function tagIn(state: unknown): unknown {
  return typeof state === 'object' && state !== null ? Reflect.get(state, 'tag') : undefined;
}
