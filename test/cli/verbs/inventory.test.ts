import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../../shared/inventory/summary/summary.ts';
import type { Inventory } from '../../../shared/inventory/take.ts';
import { startAccount } from '../account.ts';
import { hasOfficial, jsonOf, officialFile, runCli, sampleFile, sampleSnapshot } from '../run.ts';

const counted = runCli(['inventory', '--json', '--registry', sampleFile]);

describe('inventory', () => {
  test('prints one JSON object with exactly the documented keys', async () => {
    const run = await counted;
    const taken = jsonOf<Inventory>(run);
    expect(Object.keys(taken)).toEqual([
      ...['registryId', 'region', 'repositories', 'images', 'taggedImages', 'untaggedImages'],
      ...['tags', 'bytes', 'untaggedBytes', 'referrers', 'archivedImages', 'archivedBytes'],
      ...['complete', 'failed', 'ages', 'perRepository'],
    ]);
    for (const each of taken.perRepository) {
      const keys = ['repository', 'images', 'tags', 'untaggedImages', 'bytes', 'untaggedBytes'];
      keys.push('referrers', 'archivedImages', 'archivedBytes');
      expect(Object.keys(each).sort()).toEqual(keys.sort());
    }
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test('counts what the snapshot holds, in total and per repository', async () => {
    const { repositories, imageDetails } = sampleSnapshot();
    const taken = jsonOf<Inventory>(await counted);
    const tagged = imageDetails.filter(({ imageTags = [] }) => imageTags.length > 0);
    expect(taken).toMatchObject({
      repositories: repositories.length,
      images: imageDetails.length,
      taggedImages: tagged.length,
      untaggedImages: imageDetails.length - tagged.length,
      tags: imageDetails.flatMap(({ imageTags = [] }) => imageTags).length,
      bytes: imageDetails.reduce((bytes, { imageSizeInBytes }) => bytes + imageSizeInBytes, 0),
    });
    const names = repositories.map(({ repositoryName }) => repositoryName);
    expect(taken.perRepository.map(({ repository }) => repository)).toEqual(names);
  });

  test('counts one repository in the singular', async () => {
    const run = await runCli(['inventory', 'platform/web', '--registry', sampleFile]);
    expect(run.stdout).toMatch(/^1 repository /m);
  });

  test('counts the Docker official images to the byte', async (context) => {
    context.skip(!hasOfficial, `${officialFile} is not here`);
    const run = await runCli(['--json', 'inventory', '--registry', officialFile]);
    const { perRepository, ...totals } = jsonOf<Inventory>(run);
    expect(totals).toMatchObject({
      repositories: 137,
      images: 10_056,
      taggedImages: 2_121,
      untaggedImages: 7_935,
      tags: 9_474,
      bytes: 4_531_677_957_622,
      complete: true,
      failed: [],
    });
    expect(perRepository).toHaveLength(137);
  });

  test('prints a table with a total, plain and alone in a pipe', async () => {
    const { stdout, stderr, code } = await runCli(['inventory', '--registry', sampleFile]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^REPOSITORY +IMAGES +TAGGED +UNTAGGED +TAGS +SIZE$/);
    expect(lines).toHaveLength(sampleSnapshot().repositories.length + 2);
    expect(lines.at(-1)).toMatch(/^12 repositories +42 +26 +16 +29 +19\.3 GB$/);
    expect(stdout).not.toContain('\x1b');
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('stores the inventory in a bucket, as the nightly function does, and says where', async () => {
    await using account = await startAccount({ snapshot: sampleSnapshot() });
    const { s3, env } = account;
    await s3.send(new CreateBucketCommand({ Bucket: 'inventories' }));
    const { stdout, code } = await runCli(['inventory', '--bucket', 'inventories'], { env });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'inventories' }));
    const keys = Contents.flatMap(({ Key }) => Key ?? []);
    const Key = keys.find((key) => key.startsWith('summary/')) ?? '';
    expect(stdout).toContain(`Stored as s3://inventories/${Key}, with an HTML report`);
    expect(keys.map((key) => key.split('/')[0])).toEqual(
      expect.arrayContaining(['images', 'report', 'repositories', 'summary']),
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'inventories', Key }));
    const kept = JSON.parse((await Body?.transformToString()) ?? '') as Summary;
    expect(kept).toMatchObject({ repositories: 12, images: 42, tags: 29, complete: true });
    expect(code).toBe(0);
  });

  test('counts the named repositories, and refuses to store a part as the whole', async () => {
    const named = ['inventory', 'platform/web', 'platform/api', '--registry', sampleFile];
    const [json, bucket] = await Promise.all([
      runCli([...named, '--json']),
      runCli([...named, '--bucket', 'inventories']),
    ]);
    const names = jsonOf<Inventory>(json).perRepository.map(({ repository }) => repository);
    expect(names.sort()).toEqual(['platform/api', 'platform/web']);
    expect(bucket).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: --bucket, --folder and --report .* leave out the repositories/,
      ),
    });
  });

  test('names a bucket that does not exist', async () => {
    const { stderr, code } = await runCli([
      'inventory',
      '--registry',
      sampleFile,
      '--bucket',
      'not-there',
    ]);
    expect(stderr).toMatch(/^error: there is no bucket not-there: create it.*\n$/);
    expect(code).toBe(1);
  });
});
