import { createHash } from 'node:crypto';
import type { Alert } from '../alerts/alert.ts';
import type { Cause } from '../alerts/once.ts';
import { quoted } from '../runtime/quoted.ts';
import type { Move, TagRecord } from './record.ts';

/** Something to tell, and under what it is told once. */
export interface Told {
  alert: Alert;
  cause: Cause;
}

/** Each move is told once: the window is as long as anything may try again. */
const WINDOW_SECONDS = 30 * 86_400;

/** What people are told of a tag that has moved and should not; with who pushed it, if that is known. */
export function moveAlert(record: TagRecord, move: Move, message?: string): Told {
  const { repository, tag, pushedAt, pusher } = record;
  const when = pushedAt ? `, pushed ${pushedAt}` : '';
  const who =
    pusher?.digest === move.to ? `by ${quoted(pusher.who)}` : 'not told by CloudTrail so far';
  return {
    alert: {
      title: `The tag ${quoted(tag)} in ${repository} has moved to another image`,
      where: repository,
      severity: 'warning',
      lines: [
        `- It named ${move.from}`,
        `- It names ${move.to} now${when}`,
        `- Seen ${move.at}; who pushed: ${who}`,
        `- What to do: give the new image a tag of its own, and this one back to the old image, if ` +
          'that is still there; or let the tag move: movedTags in registry.yml',
        ...(message ? [`- ${message}`] : []),
      ],
    },
    cause: causeOf(record, move, 'move'),
  };
}

/** Who it was, where people were told of the move before that was known. */
export function pusherAlert(record: TagRecord, move: Move, who: string): Told {
  const { repository, tag } = record;
  return {
    alert: {
      title: `Who moved the tag ${quoted(tag)} in ${repository}`,
      where: repository,
      severity: 'info',
      lines: [`- ${quoted(who)} pushed ${move.to} under it (CloudTrail)`],
    },
    cause: causeOf(record, move, 'pusher'),
  };
}

/** Tags may be longer than a key of the ledger. */
function causeOf({ repository, tag }: TagRecord, move: Move, what: string): Cause {
  const parts = JSON.stringify([what, tag, move.from, move.to, move.at]);
  const hash = createHash('sha256').update(parts).digest('hex');
  return { id: `tags/${repository}/${hash.slice(0, 32)}`, windowSeconds: WINDOW_SECONDS };
}
