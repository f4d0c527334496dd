import { describe, expect, test } from 'vitest';
import { type UseRecord, writeUseRecord } from '../../../shared/use/record.ts';
import { readSeenUses, rememberedUses, seenUses } from '../../../shared/use/seen.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { digest } from './images.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const at = '2026-11-27T01:00:00.000Z';
const before = '2026-11-26T01:00:00.000Z';
const hoursLater = (hours: number) => new Date(Date.parse(at) + hours * 3_600_000);

const use = (number: number, more: object = {}) => ({
  ...{ repository: 'a/b', digest: digest(number), names: ['1'], by: ['ECS service prod/web'] },
  ...{ since: before, last: at, ...more },
});
const record: UseRecord = {
  ...{ at, unknown: [] },
  images: [use(1), use(2, { standby: true }), use(3, { last: before })],
};
const unread = { ...record, unknown: [{ source: 'ecs', why: 'access denied' }] };

const states = (seen: ReturnType<typeof seenUses>) =>
  [1, 2, 3, 4].map((number) => seen.of('a/b', digest(number)).state);
const columns = (seen: ReturnType<typeof seenUses>, number: number) =>
  seen.columnsOf('a/b', digest(number));

describe('an image is', () => {
  test('in use or on standby as the last walk has seen it, and else not in use', () => {
    const seen = seenUses(record, hoursLater(1));
    expect(states(seen)).toEqual(['in use', 'standby', 'not in use', 'not in use']);
    expect(seen.of('a/other', digest(1)).state).toBe('not in use');
    expect(seen.inRepository('a/b').map((it) => it.digest)).toEqual([digest(1), digest(2)]);
    expect(seen.inRepository('a/other')).toEqual([]);
  });

  test.each([
    ['a source that the walk could not read', unread, 1, /^ecs could not be read: access denied/],
    ['two missed walks', record, 51, /^the last walk that has looked was on 2026-11-27/],
  ])('not known not to be in use after %s', (_, of, hours, why) => {
    const seen = seenUses(of, hoursLater(hours));
    expect(states(seen)).toEqual(['in use', 'standby', 'unknown', 'unknown']);
    expect(seen.of('a/b', digest(4))).toMatchObject({ why: expect.stringMatching(why) });
    expect(columns(seen, 4)).toEqual({ usedBy: [] });
  });

  test('known for two days after a walk', () => {
    expect(states(seenUses(record, hoursLater(49)))[3]).toBe('not in use');
  });

  test('unknown before the first walk', () => {
    const seen = seenUses(undefined, hoursLater(0));
    expect(states(seen)).toEqual(Array(4).fill('no record'));
    expect(columns(seen, 1)).toEqual({ usedBy: [] });
  });
});

test('a table has who uses an image, and that nobody does', () => {
  const seen = seenUses(record, hoursLater(1));
  expect(columns(seen, 1)).toEqual({ inUse: true, usedBy: ['ECS service prod/web'] });
  expect(columns(seen, 4)).toEqual({ inUse: false, usedBy: [] });
});

test('of a record that is damaged, it is unknown of every image; another failure is one', async () => {
  const store = memoryStore();
  const key = 'use/account=123456789012/region=eu-west-1/use.json';
  await store.put(key, '{', 'application/json');
  const seen = await readSeenUses(store, registry, hoursLater(1));
  expect(states(seen)).toEqual(Array(4).fill('unknown'));
  const broken = { ...store, get: () => Promise.reject(new Error('access denied')) };
  await expect(readSeenUses(broken, registry, hoursLater(1))).rejects.toThrow('access denied');
});

test('the record is read again after five minutes', async () => {
  const store = memoryStore();
  let minutes = 0;
  const read = rememberedUses(() => hoursLater(minutes / 60));
  const stateNow = async () => (await read(store, registry)).of('a/b', digest(1)).state;
  expect(await stateNow()).toBe('no record');
  await writeUseRecord(store, registry, record);
  minutes = 4;
  expect(await stateNow()).toBe('no record');
  minutes = 6;
  expect(await stateNow()).toBe('in use');
});
