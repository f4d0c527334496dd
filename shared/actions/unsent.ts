import type { Alert } from '../alerts/alert.ts';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Capability } from './action.ts';
import { type Entry, entriesOfDay, markNotified } from './audit-log.ts';

/** Milliseconds after which no function can still be at work on an action: none runs longer. */
const AT_WORK_MS = 16 * 60_000;

const DAY_MS = 86_400_000;

/**
 * Reports actions that were not reported because their function died before. Of those that began and never ended it is
 * unknown whether they were done.
 */
export async function notifyUnsent(
  ledger: Ledger,
  notify: (alerts: readonly Alert[]) => Promise<unknown>,
  capability: Capability,
  now = new Date(),
): Promise<number> {
  const found: Entry[] = [];
  for (const day of [now, new Date(now.getTime() - DAY_MS)]) {
    for await (const { entry, notified } of entriesOfDay(ledger, day.toISOString().slice(0, 10))) {
      const hasEnded = now.getTime() - Date.parse(entry.at) > AT_WORK_MS;
      if (!notified && hasEnded && entry.capability === capability) found.push(entry);
    }
  }
  const news = found.filter(({ state }) => state === 'begun' || state === 'done');
  await notify(news.map(unreportedAlert));
  for (const { id } of found) await markNotified(ledger, id);
  return news.length;
}

/** The alert on an action that was not reported when it was done. */
export function unreportedAlert({
  id,
  at,
  by,
  target,
  what,
  rule,
  repository,
  state,
}: Entry): Alert {
  const known =
    state === 'done' ? 'It was done' : `It is unknown whether it was done: check ${target}`;
  return {
    kind: 'acts.untold',
    cause: { id: `acts/${id}`, windowSeconds: (7 * DAY_MS) / 1000 },
    title: `An action was not reported when it was done: ${target}`,
    where: { text: target, ...(repository && { repository }) },
    severity: state === 'done' ? 'warning' : 'error',
    what: [`${target}: ${what}, begun by ${by} at ${at} (rule: ${rule})`, known],
    todo: [`To undo it: npx ecr-steward undo ${id}`],
  };
}
