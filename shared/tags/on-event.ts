import type { Notifier } from '../alerts/notifier.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { checkAllTags, type Swept } from './check-all.ts';
import { type TagEvent, watchEvent } from './events.ts';
import type { Watch, Watched } from './watch.ts';

/** Checks the tag that an event names, on a schedule all tags; none where no rule watches any. */
export async function onTagEvent(
  watch: Watch,
  event: TagEvent,
): Promise<{ watched: Watched } | Swept> {
  if (watch.rules.length === 0) return { watched: 'unwatched' };
  if (event['detail-type'] !== 'Scheduled Event') {
    return { watched: await watchEvent(watch, event) };
  }
  const swept = await checkAllTags(watch);
  logger.info('Tags checked', { ...swept });
  return swept;
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
