import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import type { Store } from '../runtime/store/store.ts';
import { keepDeletions } from '../use/deleted/inbox.ts';
import type { rememberedUses } from '../use/seen.ts';
import { lostAlerts } from './alert.ts';
import { confirm } from './confirm.ts';
import { claimsOf, type DeletionEvent } from './events.ts';
import type { DeletionPlace } from './place.ts';

export interface DeletionWork {
  ecr: ECRClient;
  store: Store;
  notifier: Pick<Notifier, 'notify'>;
  place: DeletionPlace;
  uses: ReturnType<typeof rememberedUses>;
}

/**
 * Keeps what was deleted or archived, for the table `deletions`, and reports images that were in use. The alert comes
 * first: an event that fails is handled again, and both are done once.
 */
export async function onDeletion(
  { ecr, store, notifier, place, uses }: DeletionWork,
  event: DeletionEvent,
): Promise<object> {
  const known = await uses(store, place);
  const confirmed = await confirm(ecr, known, claimsOf(event));
  const notified = await notifier.notify(lostAlerts(confirmed, place));
  const deletions = confirmed.flatMap(({ deletion, isThere }) => (isThere ? [] : deletion));
  await keepDeletions(store, place, event.id, deletions);
  const count = (state: string) => confirmed.filter(({ use }) => use.state === state).length;
  const done = {
    kept: deletions.length,
    stillThere: confirmed.length - deletions.length,
    ...{ inUse: count('in use'), standby: count('standby'), unknown: count('unknown'), notified },
  };
  logger[done.inUse + done.unknown > 0 ? 'warn' : 'info']('Deletions kept', done);
  return done;
}
