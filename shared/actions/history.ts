import type { Ledger } from '../alerts/ledger/ledger.ts';
import { type Entry, entriesOfDay, entriesOfRepository, type LoggedEntry } from './audit-log.ts';

const DAY_MS = 86_400_000;

/** Which entries of the audit log are read. */
export interface HistoryScope {
  /** Default: entries of all repositories, and those without one. */
  repository?: string | undefined;
  /** The last so many times 24 hours. */
  days: number;
  now?: Date;
}

/** The entries of the last days, the newest first. */
export async function* history(
  ledger: Ledger,
  { repository, days, now = new Date() }: HistoryScope,
): AsyncGenerator<Entry> {
  const since = new Date(now.getTime() - days * DAY_MS);
  const all =
    repository === undefined ? ofDays(ledger, since, now) : entriesOfRepository(ledger, repository);
  for await (const { entry } of all) {
    if (Date.parse(entry.at) < since.getTime()) return;
    yield entry;
  }
}

/** Day after day (UTC), from today back. */
async function* ofDays(ledger: Ledger, since: Date, now: Date): AsyncGenerator<LoggedEntry> {
  const first = dateOf(since);
  for (let day = now; dateOf(day) >= first; day = new Date(day.getTime() - DAY_MS)) {
    yield* entriesOfDay(ledger, dateOf(day));
  }
}

function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
