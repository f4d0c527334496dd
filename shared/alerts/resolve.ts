import type { Alert } from './alert.ts';
import { each } from './each.ts';
import { forget, remember, type SentAlert, unresolved } from './ledger/standing.ts';
import { needingLedger } from './ledger/unreachable.ts';
import type { Notifying, ScheduledRun } from './notifying.ts';

/** Reports what is resolved: see `Notifier.resolve`. It is removed from the ledger first: reported once at most. */
export async function resolve(
  notifying: Notifying,
  { kinds, began, covers }: ScheduledRun,
  found: readonly Pick<Alert, 'cause'>[],
): Promise<number> {
  const { ledger, send } = notifying;
  const lasting = new Set(found.map(({ cause }) => cause.id));
  const known = await needingLedger(notifying, () => unresolved(ledger, kinds));
  const resolved = known.filter(
    ({ kind, alert, sentAt }) =>
      !lasting.has(alert.cause.id) && sentAt < began.getTime() && covers(alert.where, kind),
  );
  const ours: SentAlert[] = [];
  await each(resolved, async (sent) => {
    if (await forget(ledger, sent)) ours.push(sent);
  });
  if (ours.length === 0) return 0;
  const { unsent, error } = await send(ours.map(({ alert }) => ({ alert, state: 'cleared' })));
  const failed = new Set(unsent.map(({ alert }) => alert.cause.id));
  await each(
    ours.filter(({ alert }) => failed.has(alert.cause.id)),
    (sent) => remember(ledger, sent),
  );
  if (error !== undefined) throw error;
  return ours.length;
}
