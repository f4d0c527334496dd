import { expect, test } from 'vitest';
import { decide } from '../../../shared/scanning/decision.ts';
import type { Failure } from '../../../shared/scanning/findings/result.ts';
import { failing } from './failures.ts';

const now = new Date('2026-11-21T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

function fate(image: Partial<Failure> = {}, prefixes: string[] = []) {
  const bare = { repository: 'team/a', digest: 'sha256:1', tags: ['1'], pushedAt: now };
  const failure = failing('quarantine', { ...bare, ...image });
  const rule = { ...failure.rule, quarantineWithin: 60 };
  return decide({ ...failure, rule }, prefixes, now);
}

const taken = (digest: string, ...tags: string[]) => ({ kind: 'quarantine', digest, tags });
const partOf = { digest: 'sha256:2', tags: ['2'] };
const ours = 'quarantine-0123456789ab';

test.each<[string, Parameters<typeof fate>, object]>([
  ['with tags', [{ tags: ['1', '2'] }], taken('sha256:1', '1', '2')],
  ['that has an index and tags of its own', [{ partOf }], taken('sha256:1', '1')],
  ['that is known by its index', [{ tags: [], partOf }], taken('sha256:2', '2')],
  ['without a tag or an index', [{ tags: [] }], { kind: 'kept' }],
  ['whose index has no tag', [{ tags: [], partOf: { ...partOf, tags: [] } }], { kind: 'kept' }],
  ['with a tag of ours', [{ tags: [ours, '1'] }], taken('sha256:1', '1')],
  ['with tags of ours alone', [{ tags: [ours] }], { kind: 'kept' }],
  ['of a cache', [{ repository: 'public/a' }, ['public']], { kind: 'kept' }],
  ['beside a cache', [{}, ['public']], { kind: 'quarantine' }],
  ['pushed a minute ago', [{ pushedAt: secondsAgo(60) }], { kind: 'quarantine' }],
  ['pushed before that', [{ pushedAt: secondsAgo(61) }], { kind: 'kept' }],
  ['of a time that nobody knows', [{ pushedAt: undefined as never }], { kind: 'kept' }],
])('an image %s', (_, parameters, expected) => {
  expect(fate(...parameters)).toMatchObject(expected);
});

test('a rule that reports only reports', () => {
  const failure = failing('report', { repository: 'team/a', digest: 'sha256:1', tags: ['1'] });
  expect(decide(failure, [])).toEqual({ kind: 'reported' });
});
