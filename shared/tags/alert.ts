import { createHash } from 'node:crypto';
import type { Alert, Cause, Where } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import type { Move, TagRecord } from './record.ts';

/** Each move is reported once: the window is as long as a retry may come. */
const WINDOW_SECONDS = 30 * 86_400;

/** The alert on a tag that moved and should not have, with who pushed it, if that is known. */
export function moveAlert(record: TagRecord, move: Move, message?: string): Alert {
  const { repository, tag, pushedAt, pusher } = record;
  const when = pushedAt ? `, pushed ${pushedAt}` : '';
  const who =
    pusher?.digest === move.to
      ? `by ${quoted(pusher.who)}`
      : 'not known yet: CloudTrail has no event of it so far';
  return {
    kind: 'tags.moved',
    cause: causeOf(record, move, 'move'),
    title: `The tag ${quoted(tag)} in ${repository} has moved to another image`,
    where: whereOf(record, move),
    severity: 'warning',
    since: move.at,
    what: [`Before: ${move.from}`, `Now: ${move.to}${when}`, `Who pushed: ${who}`],
    todo: [
      'Give the new image its own tag, and give this tag back to the old image, if that still exists',
      'Or allow the tag to move: movedTags in registry.yml',
      ...(message ? [message] : []),
    ],
  };
}

/** Who pushed, where the alert on the move was sent before that was known. */
export function pusherAlert(record: TagRecord, move: Move, who: string): Alert {
  const { repository, tag } = record;
  return {
    kind: 'tags.moved',
    cause: causeOf(record, move, 'pusher'),
    title: `Who moved the tag ${quoted(tag)} in ${repository}`,
    where: whereOf(record, move),
    severity: 'info',
    since: move.at,
    what: [`${quoted(who)} pushed ${move.to} under it (CloudTrail)`],
  };
}

function whereOf({ repository, tag }: TagRecord, { to }: Move): Where {
  return { text: `${repository}:${tag}`, repository, tag, digest: to };
}

/** Tags may be longer than a key of the ledger. */
function causeOf({ repository, tag }: TagRecord, move: Move, what: string): Cause {
  const parts = JSON.stringify([what, tag, move.from, move.to, move.at]);
  const hash = createHash('sha256').update(parts).digest('hex');
  return { id: `tags/${repository}/${hash.slice(0, 32)}`, windowSeconds: WINDOW_SECONDS };
}
