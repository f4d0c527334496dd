import { createHash } from 'node:crypto';
import type { Alert, Cause, Where } from '../alerts/alert.ts';
import { quoted } from '../alerts/quote.ts';
import type { Move, TagRecord } from './record.ts';

/** Each move is told once: the window is as long as anything may try again. */
const WINDOW_SECONDS = 30 * 86_400;

/** What people are told of a tag that has moved and should not; with who pushed it, if that is known. */
export function moveAlert(record: TagRecord, move: Move, message?: string): Alert {
  const { repository, tag, pushedAt, pusher } = record;
  const when = pushedAt ? `, pushed ${pushedAt}` : '';
  const who =
    pusher?.digest === move.to ? `by ${quoted(pusher.who)}` : 'not told by CloudTrail so far';
  return {
    kind: 'tags.moved',
    cause: causeOf(record, move, 'move'),
    title: `The tag ${quoted(tag)} in ${repository} has moved to another image`,
    where: whereOf(record, move),
    severity: 'warning',
    since: move.at,
    what: [`It named ${move.from}`, `It names ${move.to} now${when}`, `Who pushed: ${who}`],
    todo: [
      'Give the new image a tag of its own, and this one back to the old image, if that is still there',
      'Or let the tag move: movedTags in registry.yml',
      ...(message ? [message] : []),
    ],
  };
}

/** Who it was, where people were told of the move before that was known. */
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
