import type { Alert, LazyAlert, Notice } from './alert.ts';
import { each } from './each.ts';
import { type Claim, claim, confirm, type Ledger, release } from './ledger.ts';

/** Sends what it can, and says what it could not. */
export type Send = (notices: readonly Notice[]) => Promise<{ unsent: Notice[]; error?: unknown }>;

/** Tells what is new, see People. */
export async function tell(
  ledger: Ledger,
  send: Send,
  alerts: readonly (Alert | LazyAlert)[],
  now: () => Date,
): Promise<number> {
  const claimed = new Map<Alert | LazyAlert, Claim>();
  try {
    await each(alerts, async (alert) => {
      const mine = await claim(ledger, alert.cause, now());
      if (mine) claimed.set(alert, mine);
    });
    const news = alerts.filter((alert) => claimed.has(alert));
    if (news.length === 0) return 0;
    const made = await Promise.all(
      news.map(async (it) => sinceThen(await alertOf(it), claimed.get(it))),
    );
    const { unsent, error } = await send(made.map((alert) => ({ alert, state: 'raised' })));
    const failed = new Set(unsent.map(({ alert }) => alert.cause.id));
    const sent = made.filter(({ cause }) => !failed.has(cause.id));
    await each(sent, async (alert) => {
      await confirm(ledger, { cause: alert.cause }, alert, now());
      const source = news[made.indexOf(alert)];
      if (source) claimed.delete(source);
    });
    if (error !== undefined) throw error;
    return news.length;
  } catch (error) {
    await each([...claimed.values()], (mine) => release(ledger, mine));
    throw error;
  }
}

function alertOf(alert: Alert | LazyAlert): Alert | Promise<Alert> {
  return 'make' in alert ? alert.make() : alert;
}

/** What was told before and stands is told again as what it is: not new. */
function sinceThen(alert: Alert, mine: Claim | undefined): Alert {
  const since = alert.stands && mine?.since;
  return since && alert.since === undefined ? { ...alert, since } : alert;
}
