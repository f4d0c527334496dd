import type { Alert } from './alert.ts';
import { each } from './each.ts';
import { forget, recall, standing, type Told } from './ledger.ts';
import { needingLedger } from './ledger-unreachable.ts';
import type { Notifying, Sweep } from './notifying.ts';

/** Tells what is over, see People. It is taken out of the ledger first: told once at most. */
export async function resolve(
  notifying: Notifying,
  { kinds, began, covers }: Sweep,
  found: readonly Pick<Alert, 'cause'>[],
): Promise<number> {
  const { ledger, send } = notifying;
  const stands = new Set(found.map(({ cause }) => cause.id));
  const known = await needingLedger(notifying, () => standing(ledger, kinds));
  const over = known.filter(
    ({ kind, alert, toldAt }) =>
      !stands.has(alert.cause.id) && toldAt < began.getTime() && covers(alert.where, kind),
  );
  const ours: Told[] = [];
  await each(over, async (told) => {
    if (await forget(ledger, told)) ours.push(told);
  });
  if (ours.length === 0) return 0;
  const { unsent, error } = await send(ours.map(({ alert }) => ({ alert, state: 'cleared' })));
  const failed = new Set(unsent.map(({ alert }) => alert.cause.id));
  await each(
    ours.filter(({ alert }) => failed.has(alert.cause.id)),
    (told) => recall(ledger, told),
  );
  if (error !== undefined) throw error;
  return ours.length;
}
