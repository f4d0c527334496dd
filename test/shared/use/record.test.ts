import { expect, test } from 'vitest';
import {
  readUseRecord,
  type UseRecord,
  usesOfRecord,
  writeUseRecord,
} from '../../../shared/use/record.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { digest } from './images.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const key = 'use/account=123456789012/region=eu-west-1/use.json';
const at = '2026-11-27T01:00:00.000Z';

test('a record is read as it was written, at a place of its registry', async () => {
  const store = memoryStore();
  expect(await readUseRecord(store, registry)).toBeUndefined();
  const record: UseRecord = {
    ...{ at, unknown: [{ source: 'ecs', why: 'denied' }] },
    images: [
      {
        ...{ repository: 'a/b', digest: digest(1), names: ['1'], by: ['x'], more: 2 },
        ...{ standby: true, since: at, last: at },
      },
    ],
  };
  await writeUseRecord(store, registry, record);
  expect([...store.files.keys()]).toEqual([key]);
  expect(await readUseRecord(store, registry)).toEqual(record);
  expect(await readUseRecord(store, { ...registry, region: 'eu-west-2' })).toBeUndefined();
});

test.each([
  ['no JSON', '{"at": "2026'],
  ['something else', '[]'],
  ['a part of one', `{"at": "${at}", "unknown": []}`],
  ['one without digests', `{"at": "${at}", "unknown": [], "images": [{"repository": "a"}]}`],
])('what is %s is no record', async (_, text) => {
  const store = memoryStore();
  await store.put(key, text, 'application/json');
  await expect(readUseRecord(store, registry)).rejects.toThrow(
    `memory:${key} is no record of images in use: delete it`,
  );
});

test('in use by a record is what its walk has seen, by digest, and what it could not read is unknown', () => {
  const use = (number: number, last: string) => ({
    ...{ repository: 'a/b', digest: digest(number), names: ['1'], by: ['x'], since: last, last },
  });
  const unknown = [{ source: 'ecs', why: 'denied' }];
  const images = [use(1, at), use(2, '2026-11-26T01:00:00.000Z')];
  expect(usesOfRecord({ at, unknown, images })).toEqual({
    images: [{ repository: 'a/b', imageId: { imageDigest: digest(1) }, by: ['x'] }],
    unknown,
  });
});
