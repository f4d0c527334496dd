import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { type TagEvent, watchEvent } from './events.ts';
import type { Watch, Watched } from './watch.ts';

/** Checks the tag that an event names; none where no rule watches any. */
export async function onTagEvent(watch: Watch, event: TagEvent): Promise<{ watched: Watched }> {
  const isWatching = watch.rules.length > 0;
  return { watched: isWatching ? await watchEvent(watch, event) : 'unwatched' };
}

/** Sends the alert on a move, and logs and counts it if it is new. */
export function movesTo({ notify }: Pick<Notifier, 'notify'>): Watch['notify'] {
  return async (alert) => {
    if ((await notify([alert])) === 0) return false;
    logger.warn('A tag was moved', { alert });
    count({ MovedTagsTold: 1 });
    return true;
  };
}
