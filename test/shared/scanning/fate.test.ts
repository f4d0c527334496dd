import { expect, test } from 'vitest';
import { fateOf } from '../../../shared/scanning/fate.ts';
import type { Failure } from '../../../shared/scanning/result.ts';
import { failing } from './failures.ts';

const now = new Date('2026-11-21T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

function fate(image: Partial<Failure> = {}, prefixes: string[] = [], within = 60) {
  const bare = { repository: 'team/a', digest: 'sha256:1', tags: ['1'], pushedAt: now };
  const failure = failing('quarantine', { ...bare, ...image });
  const rule = { ...failure.rule, quarantineWithin: within };
  return fateOf({ ...failure, rule }, prefixes, now);
}

const taken = (digest: string, ...tags: string[]) => ({ kind: 'quarantine', digest, tags });
const partOf = { digest: 'sha256:2', tags: ['2'] };
const ours = 'quarantine-0123456789ab';

test.each<[string, ReturnType<typeof fate>, object]>([
  ['with tags', fate({ tags: ['1', '2'] }), taken('sha256:1', '1', '2')],
  ['that has an index and tags of its own', fate({ partOf }), taken('sha256:1', '1')],
  ['that is known by its index', fate({ tags: [], partOf }), taken('sha256:2', '2')],
  ['without a tag or an index', fate({ tags: [] }), { kind: 'kept' }],
  ['whose index has no tag', fate({ tags: [], partOf: { ...partOf, tags: [] } }), { kind: 'kept' }],
  ['with a tag of ours', fate({ tags: [ours, '1'] }), taken('sha256:1', '1')],
  ['with tags of ours alone', fate({ tags: [ours] }), { kind: 'kept' }],
  ['of a cache', fate({ repository: 'public/a' }, ['public']), { kind: 'kept' }],
  ['beside a cache', fate({}, ['public']), { kind: 'quarantine' }],
  ['pushed a minute ago', fate({ pushedAt: secondsAgo(60) }), { kind: 'quarantine' }],
  ['pushed before that', fate({ pushedAt: secondsAgo(61) }), { kind: 'kept' }],
  ['of a time that nobody knows', fate({ pushedAt: undefined as never }), { kind: 'kept' }],
])('an image %s', (_, found, expected) => {
  expect(found).toMatchObject(expected);
});

test('a rule that reports only reports', () => {
  const failure = failing('report', { repository: 'team/a', digest: 'sha256:1', tags: ['1'] });
  expect(fateOf(failure, [])).toEqual({ kind: 'reported' });
});
