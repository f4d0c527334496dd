import { expect, test } from 'vitest';
import { decode, encode } from '../../../local/data/codec.ts';
import { SortedMap } from '../../../local/service/sorted-map.ts';

test.each([
  ['a date', new Date('2026-11-21T18:10:00.123Z')],
  ['a map in a map', new Map([['a', new Map([[1, new Date(0)]])]])],
  ['a set', new Set(['a', 'b'])],
  ['absent members', { a: 1 }],
  ['what looks like a mark', { $date: 'no date', inner: { $map: 'no map' } }],
  ['nothing but what looks like a mark', { $set: { $object: [] } }],
  ['null', { a: null, b: [null] }],
])('%s comes back as it was', (_what, value) => {
  expect(decode(encode(value))).toEqual(value);
});

test('a sorted map comes back in order, and is one', () => {
  const map = new SortedMap<Date>();
  for (const key of ['b', 'a', 'c']) map.set(key, new Date(key.charCodeAt(0)));
  const copy = decode(encode({ map })) as { map: SortedMap<Date> };
  expect([...copy.map.values()]).toEqual([new Date(97), new Date(98), new Date(99)]);
});
