import { expect, test } from 'vitest';
import { moveAlert, pusherAlert } from '../../../shared/tags/alert.ts';
import type { TagRecord } from '../../../shared/tags/record.ts';

const move = { from: 'sha256:1', to: 'sha256:2', at: '2026-11-27T10:00:00.000Z' };
const record: TagRecord = { repository: 'team/a', tag: '1.0.0', untold: true, expiresAt: 0 };
const pusher = { digest: move.to, who: 'anna', at: move.at };
const unknown = 'Who pushed: not known yet: CloudTrail has no event of it so far';

test.each<[string, Partial<TagRecord>, string, string]>([
  ['nothing more', {}, 'Now: sha256:2', unknown],
  [
    'when it was pushed',
    { pushedAt: '2026-11-27T09:59:00.000Z' },
    'Now: sha256:2, pushed 2026-11-27T09:59:00.000Z',
    unknown,
  ],
  ['who pushed it', { pusher }, 'Now: sha256:2', 'Who pushed: by "anna"'],
  ['who pushed another', { pusher: { ...pusher, digest: move.from } }, 'Now: sha256:2', unknown],
])('of a move %s is known', (_, known, now, who) => {
  expect(moveAlert({ ...record, ...known }, move).what).toEqual(['Before: sha256:1', now, who]);
});

test('the message of the rule is the last line of what to do', () => {
  const plain = moveAlert(record, move).todo ?? [];
  expect(moveAlert(record, move, 'ask team').todo).toEqual([...plain, 'ask team']);
});

test('each move is a cause of its own, and so is who made it', () => {
  const later = { ...move, at: '2026-11-28T10:00:00.000Z' };
  const alerts = [
    moveAlert(record, move),
    moveAlert(record, later),
    pusherAlert(record, move, 'anna'),
  ];
  expect(new Set(alerts.map(({ cause }) => cause.id)).size).toBe(3);
  expect(moveAlert({ ...record, pusher }, move).cause).toEqual(alerts[0]?.cause);
});
