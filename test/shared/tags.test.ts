import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEPT_SECONDS, planTag } from '../../shared/tags/plan.ts';
import type { Reading, TagRecord } from '../../shared/tags/record.ts';
import { isWatched } from '../../shared/tags/rules.ts';

const place = { repository: 'a/b', tag: '1.0.0' };

const reading = (digest: string, readAt: number): Reading => ({ ...place, digest, readAt });

const known = (digest: string, readAt: number): TagRecord => ({
  ...place,
  digest,
  readAt,
  untold: false,
  expiresAt: readAt / 1000 + KEPT_SECONDS,
});

test.each([
  ['the first sight', undefined, reading('x', 5), { kind: 'first' }],
  [
    'only a pusher is known',
    { ...place, untold: false, expiresAt: 0 },
    reading('x', 5),
    { kind: 'first' },
  ],
  ['the same image', known('x', 1), reading('x', 5), { kind: 'none' }],
  ['the same image, read before', known('x', 5), reading('x', 1), { kind: 'none' }],
  ['another image', known('x', 1), reading('y', 5), { kind: 'moved', from: 'x' }],
  ['another image, read before', known('x', 5), reading('y', 1), { kind: 'stale' }],
  ['another image, read at once', known('x', 5), reading('y', 5), { kind: 'stale' }],
  [
    'the same image, half of its retention on',
    ...([known('x', 0), reading('x', KEPT_SECONDS * 500), { kind: 'none' }] as const),
  ],
  [
    'the same image, a moment later',
    ...([known('x', 0), reading('x', KEPT_SECONDS * 500 + 1), { kind: 'refresh' }] as const),
  ],
  [
    'the same image after months',
    known('x', 1),
    reading('x', KEPT_SECONDS * 600),
    { kind: 'refresh' },
  ],
])('%s', (_, before, now, step) => {
  expect(planTag(before, now)).toEqual(step);
});

test('readings in any order never take what is known back in time', () => {
  const readings = fc.array(
    fc.record({ digest: fc.constantFrom('x', 'y', 'z'), readAt: fc.nat(50) }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(readings, (all) => {
      let record: TagRecord | undefined;
      for (const { digest, readAt } of all) {
        const step = planTag(record, reading(digest, readAt));
        if (step.kind !== 'first' && step.kind !== 'moved') continue;
        expect(readAt).toBeGreaterThan(record?.readAt ?? -1);
        if (step.kind === 'moved') expect(step.from).not.toBe(digest);
        record = known(digest, readAt);
      }
    }),
  );
});

test.each([
  ['latest', true],
  ['sha256-abc', true],
  [`sha256-${'0'.repeat(64)}`, false],
  [`sha256-${'0'.repeat(64)}.att`, false],
  ['quarantine-0123456789ab', false],
])('%s is watched: %s', (tag, watched) => {
  expect(isWatched(tag)).toBe(watched);
});
