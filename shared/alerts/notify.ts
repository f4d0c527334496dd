import { logger } from '../runtime/logger.ts';
import type { Alert, LazyAlert } from './alert.ts';
import { each } from './each.ts';
import { claimable } from './ledger/claimable.ts';
import { type Claim, claim, confirm, type Ledger, release } from './ledger/ledger.ts';
import { needingLedger } from './ledger/unreachable.ts';
import type { Notifying } from './notifying.ts';

/** Sends the alerts that are new: see `Notifier.notify`. */
export async function notify(
  notifying: Notifying,
  alerts: readonly (Alert | LazyAlert)[],
): Promise<number> {
  const { ledger, send, now, looksUp = false } = notifying;
  const claimed = new Map<Alert | LazyAlert, Claim>();
  try {
    await needingLedger(notifying, async () =>
      each(await claimable(ledger, alerts, now(), looksUp), async (alert) => {
        const mine = await claim(ledger, alert.cause, now());
        if (mine) claimed.set(alert, mine);
      }),
    );
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
    await releaseAll(ledger, [...claimed.values()]);
    throw error;
  }
}

/** Does not throw: a claim that is not released ends with its lease, and the error before it says more. */
async function releaseAll(ledger: Ledger, claims: readonly Claim[]): Promise<void> {
  await each(claims, (mine) => release(ledger, mine)).catch((error: unknown) => {
    logger.error('Claims of causes not released: they end in a minute', { error });
  });
}

function alertOf(alert: Alert | LazyAlert): Alert | Promise<Alert> {
  return 'make' in alert ? alert.make() : alert;
}

/** An alert that was sent before keeps the time of the first one. */
function sinceThen(alert: Alert, mine: Claim | undefined): Alert {
  const since = alert.stands && mine?.since;
  return since && alert.since === undefined ? { ...alert, since } : alert;
}
