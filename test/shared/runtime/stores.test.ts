import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderStore } from '../../../shared/runtime/store/folder.ts';
import { s3Store } from '../../../shared/runtime/store/s3.ts';
import type { Store } from '../../../shared/runtime/store/store.ts';
import { startTestAws, type TestAws } from '../../local/start.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let started: TestAws;
let s3: S3Client;

beforeEach(async () => {
  started = await startTestAws();
  s3 = new S3Client({ ...started.config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'inventories' }));
});

afterEach(() => s3.destroy());

const stores: [string, () => Promise<Store>][] = [
  ['a bucket', async () => s3Store(s3, 'inventories')],
  ['a folder', async () => folderStore(await temporaryFolder({}))],
  ['the store of our tests', async () => memoryStore()],
];

describe.each(stores)('%s', (_, create) => {
  test('keeps what is put, lists it in order, and forgets what is removed', async () => {
    const store = await create();
    await store.put('a/date=2/x.json', 'two', 'application/json');
    await store.put('a/date=1/x.json', 'one', 'application/json');
    await store.put('a/date=1/x.json', 'one again', 'application/json');
    const text = async (key: string) => {
      const found = await store.get(key);
      return found && Buffer.from(found).toString('utf8');
    };
    expect(await text('a/date=1/x.json')).toBe('one again');
    expect(await text('a/date=3/x.json')).toBeUndefined();
    expect(await store.list('a/date=')).toEqual(['a/date=1/x.json', 'a/date=2/x.json']);
    expect(await store.folders('a/')).toEqual(['a/date=1/', 'a/date=2/']);
    expect(await store.folders('b/')).toEqual([]);
    await store.remove(['a/date=1/x.json', 'a/date=3/x.json']);
    expect(await store.list('a/')).toEqual(['a/date=2/x.json']);
  });
});

test('what is large goes into a bucket in parts, and comes back whole', async () => {
  const store = s3Store(s3, 'inventories');
  const body = Buffer.alloc(20_000_000, 'inventory ');
  await store.put('large', body, 'text/plain');
  expect(Buffer.compare(Buffer.from((await store.get('large')) ?? []), body)).toBe(0);
});

test.each([
  ['s3:PutObject', (store: Store) => store.put('a/b', 'x', 'text/plain')],
  ['s3:PutObject', (store: Store) => store.put('a/b', Buffer.alloc(20_000_000), 'text/plain')],
  ['s3:GetObject', (store: Store) => store.get('a/b')],
  ['s3:ListBucket', (store: Store) => store.list('a/b')],
  ['s3:DeleteObject', (store: Store) => store.remove(['a/b'])],
])('names the action and the place when %s is denied', async (action, call) => {
  started.aws.faults.set([{ operations: ['s3:*'], error: 'AccessDenied', status: 403 }]);
  await expect(call(s3Store(s3, 'inventories'))).rejects.toThrow(
    `access denied: ${action} on s3://inventories/a/b. Grant the identity that runs this permission for it`,
  );
});

test.each([
  ['InvalidAccessKeyId', 403],
  ['SignatureDoesNotMatch', 403],
  ['ExpiredToken', 400],
  ['InternalError', 500],
  ['NoSuchBucket', 404],
])('%s is no matter of a permission: it stays as it is', async (error, status) => {
  started.aws.faults.set([{ operations: ['s3:*'], error, status }]);
  await expect(s3Store(s3, 'inventories').list('a/')).rejects.toMatchObject({ name: error });
});

test.each([
  [1000, 1],
  [1001, 2],
  [0, 0],
])(
  '%i objects are removed by %i calls, which answer with no more than what failed',
  async (count, calls) => {
    const answers: object[] = [];
    s3.middlewareStack.add((next) => async (args) => {
      const answered = await next(args);
      answers.push(answered.output);
      return answered;
    });
    const keys = Array.from({ length: count }, (_, at) => `a/${at}`);
    await s3Store(s3, 'inventories').remove(keys);
    expect(answers).toHaveLength(calls);
    for (const answer of answers) expect(answer).not.toHaveProperty('Deleted');
  },
);
