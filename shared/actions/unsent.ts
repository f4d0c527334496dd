import type { Alert } from '../alerts/alert.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { Capability } from './action.ts';
import { type Entry, entriesOfDay, markTold } from './audit-log.ts';

/** Milliseconds after which nobody is at work on an act any more: no function runs longer. */
const AT_WORK_MS = 16 * 60_000;

const DAY_MS = 86_400_000;

/**
 * Tells people of acts that nobody has told them of: whoever did them died before. Of those that were begun and
 * never ended nobody knows whether they were done.
 */
export async function notifyUnsent(
  ledger: Ledger,
  notify: (alerts: readonly Alert[]) => Promise<unknown>,
  capability: Capability,
  now = new Date(),
): Promise<number> {
  const found: Entry[] = [];
  for (const day of [now, new Date(now.getTime() - DAY_MS)]) {
    for await (const { entry, told } of entriesOfDay(ledger, day.toISOString().slice(0, 10))) {
      const isOver = now.getTime() - Date.parse(entry.at) > AT_WORK_MS;
      if (!told && isOver && entry.capability === capability) found.push(entry);
    }
  }
  const news = found.filter(({ state }) => state === 'begun' || state === 'done');
  await notify(news.map(untoldAlert));
  for (const { id } of found) await markTold(ledger, id);
  return news.length;
}

/** What is reported of an act that nobody was notified of. */
export function untoldAlert({ id, at, by, target, what, rule, repository, state }: Entry): Alert {
  const known = state === 'done' ? 'It was done' : 'Nobody knows whether it was done: have a look';
  return {
    kind: 'acts.untold',
    cause: { id: `acts/${id}`, windowSeconds: (7 * DAY_MS) / 1000 },
    title: `An act was not told when it was done: ${target}`,
    where: { text: target, ...(repository && { repository }) },
    severity: state === 'done' ? 'warning' : 'error',
    what: [`${by} was to ${what} of ${target} at ${at} (rule: ${rule})`, known],
    todo: [`To take it back: npx ecr-steward undo ${id}`],
  };
}
