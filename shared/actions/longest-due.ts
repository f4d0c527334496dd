import type { Ledger } from '../alerts/ledger/ledger.ts';
import { type Due, type DueCapability, dueNow } from './due.ts';

/**
 * What has been due for longest, sorted by repository, and how many are due at all. So nothing waits for ever behind
 * what fails in each run.
 */
export async function longestDue(
  ledger: Ledger,
  capability: DueCapability,
  now: Date,
  most: number,
): Promise<{ due: Due[]; all: number }> {
  let due: Due[] = [];
  let all = 0;
  for await (const page of dueNow(ledger, capability, now)) {
    all += page.length;
    due.push(...page);
    if (due.length > most) due = due.toSorted((a, b) => +a.dueAt - +b.dueAt).slice(0, most);
  }
  due.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return { due, all };
}
