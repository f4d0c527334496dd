import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { noteBucket } from '../../../shared/inventory/store/noted.ts';
import { folderStore } from '../../../shared/runtime/store/folder.ts';
import { s3Store } from '../../../shared/runtime/store/s3.ts';
import type { UsageReport } from '../../../shared/usage/report.ts';
import { writeUseRecord } from '../../../shared/use/record.ts';
import { digestOf } from '../../local/images.ts';
import { imageOf } from '../../local/snapshots.ts';
import { startTestAws } from '../../local/start.ts';
import { testStack } from '../../support/acting.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { deployedFrom, environmentFor } from '../account.ts';
import { jsonOf, runCli, sampleFile } from '../run.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** Services that run these images, of a registry with `team/a:1` and an archived `team/b:1`. */
async function account(...uris: string[]) {
  const archived = { imageStatus: 'ARCHIVED', lastArchivedAt: '2026-11-02T00:00:00Z' } as const;
  const imageDetails = [
    imageOf('a', { repositoryName: 'team/a', imageTags: ['1', 'latest'] }),
    imageOf('b', { repositoryName: 'team/b', imageTags: ['1'], ...archived }),
    imageOf('c', { repositoryName: 'team/c', imageTags: ['1'] }),
  ];
  const repositories = ['team/a', 'team/b', 'team/c'].map((repositoryName) => ({ repositoryName }));
  const services = uris.map((uri, at) => ({
    ...{ cluster: 'prod', name: `s${at}`, images: [`${host}/${uri}`] },
  }));
  const started = await startTestAws({
    ...{ snapshot: { repositories, imageDetails }, uses: { services } },
  });
  const env = environmentFor(started.aws.endpoint);
  const usage = (...args: string[]) => runCli(['usage', ...args], { env });
  return { ...started, usage };
}

test('what runs is shown with its users, and the rest of the registry is not read', async () => {
  const { usage } = await account('team/a:1', 'team/a:latest');
  const { code, stdout } = await usage();
  expect(stdout).toBe(
    [
      'team/a',
      `  1, latest, ${digestOf('a').slice(0, 19)}`,
      '    used by ECS service prod/s0, ECS service prod/s1',
      '1 image in use in 1 repository, 0 archived. Missing: 0.',
      '',
    ].join('\n'),
  );
  expect(code).toBe(0);
});

test('an archived or missing image is found', async () => {
  const { usage } = await account('team/a:1', 'team/b:1', 'team/a:gone', 'gone/x:2');
  const { code, stdout } = await usage();
  expect(stdout).toContain(`  1, ${digestOf('b').slice(0, 19)} archived`);
  expect(stdout).toContain('missing team/a:gone is not there\n    used by ECS service prod/s2');
  expect(stdout).toContain('missing gone/x:2 is not there, nor is its repository');
  expect(stdout).toContain('2 images in use in 2 repositories, 1 archived. Missing: 2.');
  expect(code).toBe(2);
  expect((await usage('team/a')).stdout).not.toContain('team/b');
  expect((await usage('gone/**')).stdout).toContain('Missing: 1.');
  expect((await usage('team/c')).code).toBe(0);
});

test('what the nightly walk has recorded says since when', async () => {
  const { usage } = await account('team/a:1', 'team/a:gone');
  const folder = await temporaryFolder();
  const registry = { registryId: '123456789012', region: 'eu-west-1' };
  const [since, last] = ['2026-11-01T02:00:00.000Z', '2026-11-27T02:00:00.000Z'];
  const own = { repository: 'team/a', by: [], since, last };
  await writeUseRecord(folderStore(folder), registry, {
    ...{ at: last, unknown: [] },
    images: [
      { ...own, digest: digestOf('a'), names: ['1'] },
      { ...own, digest: digestOf('x'), names: ['gone'] },
    ],
  });
  const { stdout } = await usage('--folder', folder);
  expect(stdout.match(/, since 2026-11-01/g)).toHaveLength(2);
  const report = jsonOf<UsageReport>(await usage('--json', '--folder', folder));
  expect(report.images).toMatchObject([{ repository: 'team/a', names: ['1'], since }]);
  expect(report.missing).toMatchObject([{ imageId: { imageTag: 'gone' }, since }]);
});

test('the record is found in the bucket of the stack; without it, all else is shown', async () => {
  const { aws, ecr, config, usage } = await account('team/a:1');
  await deployedFrom({ aws, ecr });
  const none = await usage();
  expect(none.stdout).toContain('used by ECS service prod/s0\n');
  expect(none.stderr).toMatch(/^note: cannot read since when images are in use: the stack .* yet/);
  expect(none.code).toBe(0);
  expect((await usage('--stack', 'other')).stderr).toMatch(/^error: .* no table other-ledger/);

  const [s3, dynamodb] = [
    new S3Client({ ...config, forcePathStyle: true }),
    new DynamoDBClient(config),
  ];
  await s3.send(new CreateBucketCommand({ Bucket: 'inventory' }));
  const store = s3Store(s3, 'inventory');
  await noteBucket({ dynamodb, table: `${testStack.stack}-ledger` }, store);
  const at = '2026-11-27T02:00:00.000Z';
  const use = { repository: 'team/a', digest: digestOf('a'), names: ['1'], by: [] };
  const registry = { registryId: '123456789012', region: 'eu-west-1' };
  const images = [{ ...use, since: '2026-11-01T02:00:00.000Z', last: at }];
  await writeUseRecord(store, registry, { at, unknown: [], images });
  const found = await usage();
  expect(found.stdout).toContain(', since 2026-11-01');
  expect(found.stderr).toBe('');
  aws.faults.set([{ operations: ['s3:GetObject'], error: 'AccessDenied', status: 403 }]);
  const denied = await usage();
  expect(denied).toMatchObject({ code: 0, stderr: expect.stringContaining('note: cannot read') });
  expect((await usage('--bucket', 'inventory')).code).toBe(1);
  for (const client of [s3, dynamodb]) client.destroy();
});

test('a source or a repository that cannot be read is an error, and the others are shown', async () => {
  const { aws, usage } = await account('team/a:1');
  const error = 'AccessDeniedException';
  aws.faults.set([{ operations: ['lambda:ListFunctions'], error }]);
  const unknown = await usage();
  expect(unknown.stderr).toMatch(/error: it is not known which images lambda runs: access denied/);
  expect(unknown.stdout).toContain('team/a\n');
  expect(unknown.code).toBe(1);
  aws.faults.set([{ operations: ['ecr:DescribeImages'], error }]);
  const unread = await usage();
  expect(unread.stderr).toMatch(/error: team\/a could not be read: access denied/);
  expect(unread.code).toBe(1);
  const asJson = await usage('--json');
  expect(jsonOf<UsageReport>(asJson).unread).toHaveLength(1);
  expect(asJson).toMatchObject({ code: 1, stderr: expect.stringContaining('error: team/a') });
});

test('a snapshot does not say what runs', async () => {
  const { code, stderr } = await runCli(['usage', '--registry', sampleFile]);
  expect(stderr).toContain('a snapshot does not say what runs');
  expect(code).toBe(1);
});
