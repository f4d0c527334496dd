import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf, linesOf, readingOver, web } from './reading.ts';

const maxAge = 2 * 86_400;
const day = 86_400_000;

async function inFolder(text: string, age = 0): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'uses-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'uses.json');
  await writeFile(path, text);
  const at = new Date(Date.now() - age);
  await utimes(path, at, at);
  return path;
}

async function readPath(uri: string) {
  const { read } = await readingOver({}, { sources: [], files: [{ uri, maxAge }] });
  return read();
}

async function inBucket(objects: Record<string, string>, uri: string, now?: () => Date) {
  const options = { sources: [], files: [{ uri, maxAge }], ...(now && { now }) };
  const started = await readingOver({}, options);
  started.aws.storage.createBucket('uses');
  const s3 = new S3Client({ ...started.config, forcePathStyle: true });
  for (const [Key, Body] of Object.entries(objects)) {
    await s3.send(new PutObjectCommand({ Bucket: 'uses', Key, Body }));
  }
  s3.destroy();
  return started;
}

const list = JSON.stringify([web(':1'), web(`@${digestOf('a')}`), 'docker.io/library/nginx:1']);

const pod = {
  kind: 'Pod',
  metadata: { name: 'web-0', namespace: 'shop' },
  spec: {
    containers: [{ name: 'web', image: web(':1') }],
    initContainers: [{ name: 'init', image: web(':init') }],
    ephemeralContainers: [{ name: 'debug', image: web(':debug') }],
  },
  status: {
    containerStatuses: [{ name: 'web', image: web(':1'), imageID: web(`@${digestOf('a')}`) }],
    initContainerStatuses: [
      { image: web(':init'), imageID: `docker-pullable://${web(`@${digestOf('b')}`)}` },
    ],
    ephemeralContainerStatuses: [{ image: web(':debug'), imageID: '' }],
  },
};

describe('a file names', () => {
  test('images, as ecrm writes them', async () => {
    const path = await inFolder(list);
    const { images, unknown } = await readPath(path);
    expect(unknown).toEqual([]);
    expect(linesOf(images)).toEqual([`web:1 by ${path}`, `web@a by ${path}`]);
  });

  test('images and who runs them', async () => {
    const path = await inFolder(JSON.stringify([{ image: web(':1'), by: 'nomad job web' }]));
    expect(linesOf((await readPath(path)).images)).toEqual(['web:1 by nomad job web']);
  });

  test('pods, as kubectl prints them: all their containers, and the digests that they have pulled', async () => {
    const pending = { metadata: { name: 'new' }, spec: { containers: [{ image: web(':2') }] } };
    const path = await inFolder(JSON.stringify({ kind: 'List', items: [pod, pending] }));
    const { images, unknown } = await readPath(path);
    expect(unknown).toEqual([]);
    expect(linesOf(images)).toEqual([
      ...['web:1', 'web:2', 'web:debug', 'web:init', 'web@a', 'web@b'].map((name) =>
        name === 'web:2' ? `${name} by pod default/new` : `${name} by pod shop/web-0`,
      ),
    ]);
  });
});

describe('a file is unknown as', () => {
  test.each<[string, string, RegExp]>([
    ['it is empty', ' \n', /is empty/],
    ['it is half-written', list.slice(0, -5), /is no JSON/],
    ['it is of another form', '{"images": []}', /is not a JSON array.*see kind/],
    ['something else is among the images', `[${JSON.stringify(web(':1'))}, 3]`, /see 1/],
    ['it lists no pods', '{"kind":"List","items":[{"kind":"Deployment"}]}', /see items\.0/],
    ['it names no image', '[]', /names no image/],
  ])('%s', async (_, text, why) => {
    const path = await inFolder(text);
    const { images, unknown } = await readPath(path);
    expect(images).toEqual([]);
    expect(unknown).toEqual([{ source: path, why: expect.stringMatching(why) }]);
  });

  test('it is older than it may be', async () => {
    expect((await readPath(await inFolder(list, 3 * day))).unknown).toEqual([
      expect.objectContaining({ why: expect.stringMatching(/older than its maxAge/) }),
    ]);
    expect((await readPath(await inFolder(list, day))).unknown).toEqual([]);
  });

  test('it is missing', async () => {
    expect((await readPath('/nowhere/uses.json')).unknown).toEqual([
      { source: '/nowhere/uses.json', why: '/nowhere/uses.json cannot be read: ENOENT' },
    ]);
  });

  test('it is larger than is read', async () => {
    const path = await inFolder(' '.repeat(50 * 1024 * 1024 + 1));
    expect((await readPath(path)).unknown[0]?.why).toMatch(/larger than 50 MB/);
  });
});

describe('in S3', () => {
  test('a file is read', async () => {
    const uri = 's3://uses/prod.json';
    const { read } = await inBucket({ 'prod.json': list }, uri);
    expect(linesOf((await read()).images)).toEqual([`web:1 by ${uri}`, `web@a by ${uri}`]);
  });

  test('all files of a folder are', async () => {
    const objects = {
      'k8s/a.json': list,
      'k8s/b.json': JSON.stringify([web(':b')]),
      'c.json': '[3',
    };
    const { read } = await inBucket(objects, 's3://uses/k8s/');
    const { images, unknown } = await read();
    expect(unknown).toEqual([]);
    expect(linesOf(images)).toEqual([
      'web:1 by s3://uses/k8s/a.json',
      'web:b by s3://uses/k8s/b.json',
      'web@a by s3://uses/k8s/a.json',
    ]);
  });

  test('one bad file of a folder makes unknown what it names, and no more', async () => {
    const objects = { 'k8s/a.json': list, 'k8s/b.json': '[' };
    const { read } = await inBucket(objects, 's3://uses/k8s/');
    const { images, unknown } = await read();
    expect(images).toHaveLength(2);
    expect(unknown).toEqual([
      {
        source: 's3://uses/k8s/',
        why: expect.stringMatching(/^s3:\/\/uses\/k8s\/b.json could not be read/),
      },
    ]);
  });

  test.each<[string, string, RegExp]>([
    ['a file is missing', 's3://uses/none.json', /s3:\/\/uses\/none.json cannot be read/],
    ['a folder is empty', 's3://uses/none/', /has no file/],
    [
      'a bucket is missing',
      's3://other-bucket/a.json',
      /s3:\/\/other-bucket\/a.json cannot be read/,
    ],
  ])('%s: it is unknown what runs', async (_, uri, why) => {
    const { read } = await inBucket({ 'prod.json': list }, uri);
    expect((await read()).unknown).toEqual([{ source: uri, why: expect.stringMatching(why) }]);
  });

  test('a file that was not written any more is unknown', async () => {
    const now = () => new Date(Date.now() + 3 * day);
    const { read } = await inBucket({ 'prod.json': list }, 's3://uses/prod.json', now);
    expect((await read()).unknown[0]?.why).toMatch(/older than its maxAge/);
  });
});
