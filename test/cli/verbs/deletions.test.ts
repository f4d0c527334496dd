import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { keepDeletionRows } from '../../../shared/inventory/rows/deletions.ts';
import { noteBucket } from '../../../shared/inventory/store/noted.ts';
import { s3Store } from '../../../shared/runtime/store/s3.ts';
import type { Deletion } from '../../../shared/use/deleted/deletion.ts';
import { keepDeletions } from '../../../shared/use/deleted/inbox.ts';
import { clientConfig } from '../../local/start.ts';
import { testStack } from '../../support/acting.ts';
import { deployedFrom, startAccount } from '../account.ts';
import { jsonOf, runCli, sampleFile } from '../run.ts';

const registry = { registryId: '123456789012', region: 'eu-west-1' };
const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

const event = (digest: string, ago: number, more: Partial<Deletion>): Deletion => ({
  ...{ at: new Date(Date.now() - ago * 60_000).toISOString(), repository: 'team-a/web', digest },
  ...{ tags: [], action: 'DELETE', cause: 'unknown', usedBy: [], ...more },
});

async function withDeletions() {
  const account = await startAccount();
  await account.s3.send(new CreateBucketCommand({ Bucket: 'inventory' }));
  const store = s3Store(account.s3, 'inventory');
  const rule = { cause: 'lifecycle policy', rule: 2, ruleText: 'keep 10' } as const;
  const used = { inUse: true, usedBy: ['ECS service prod/web'] };
  await keepDeletions(store, registry, '1', [
    event(digestOf('a'), 30, { tags: ['1.0.0'], ...rule, ...used }),
    event(digestOf('b'), 30, { action: 'ARCHIVE', ...rule, inUse: false }),
  ]);
  await keepDeletions(store, registry, '2', [event(digestOf('a'), 31, { tags: ['1.0.0'] })]);
  const [other] = [event(digestOf('c'), 20, { cause: 'api call', by: 'anna', repository: 'b' })];
  await keepDeletions(store, registry, '3', [other]);
  return { ...account, store };
}

test('shows what was deleted, newest first, each image once, and fails if one was in use', async () => {
  await using account = await withDeletions();
  const run = await runCli(['deletions', '--bucket', 'inventory'], { env: account.env });
  expect(run.stdout.replaceAll(/20\d\d-\S+ \S+/g, '<time>')).toBe(`\
<time> b@${digestOf('c')}: deleted
    by anna
    it is not known whether it was in use
<time> team-a/web@${digestOf('b')}: archived
    by rule 2 of the lifecycle policy (keep 10)
    not in use
<time> team-a/web@${digestOf('a')} (1.0.0): deleted
    by rule 2 of the lifecycle policy (keep 10)
    in use: ECS service prod/web
`);
  expect(run).toMatchObject({ code: 2, stderr: '' });
});

test('shows the same when the night has made a table of it', async () => {
  await using account = await withDeletions();
  const shown = () =>
    runCli(['deletions', '--bucket', 'inventory', '--json'], { env: account.env });
  const before = jsonOf<{ deletions: Deletion[] }>(await shown());
  const takenAt = new Date().toISOString();
  const partition = { ...registry, date: takenAt.slice(0, 10) };
  await keepDeletionRows(account.store, partition, { takenAt, parts: [] });
  expect(jsonOf<{ deletions: Deletion[] }>(await shown())).toEqual(before);
  expect(before.deletions).toHaveLength(3);
});

test('shows one repository, and nothing of another one', async () => {
  await using account = await withDeletions();
  const options = ['--bucket', 'inventory'];
  const one = await runCli(['deletions', 'b', '--json', ...options], { env: account.env });
  expect(jsonOf<{ deletions: Deletion[] }>(one).deletions).toMatchObject([{ by: 'anna' }]);
  expect(one.code).toBe(0);
  const none = await runCli(['deletions', 'c', '--days', '1', ...options], { env: account.env });
  expect(none.stdout).toBe('No deletion in c is known today. --days NUMBER shows older ones.\n');
});

test('finds the bucket in the ledger of the stack that owns the registry, or is named', async () => {
  await using account = await withDeletions();
  const { aws, env, store } = account;
  await deployedFrom(account);
  const early = await runCli(['deletions'], { env });
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('has not noted yet') });
  const dynamodb = new DynamoDBClient(clientConfig(aws));
  await noteBucket({ dynamodb, table: `${testStack.stack}-ledger` }, store);
  dynamodb.destroy();
  const shown = (...args: string[]) => runCli(['deletions', '--json', ...args], { env });
  const named = jsonOf<object>(await shown('--bucket', 'inventory'));
  expect(jsonOf<object>(await shown())).toEqual(named);
  expect(jsonOf<object>(await shown('--stack', testStack.stack ?? ''))).toEqual(named);
  const other = await shown('--stack', 'other');
  expect(other.stderr).toContain('there is no table other-ledger in this account and region');
});

test('needs a place, and an account', async () => {
  await using account = await startAccount();
  const { env } = account;
  const nowhere = await runCli(['deletions'], { env });
  expect(nowhere).toMatchObject({ code: 1, stdout: '' });
  expect(nowhere.stderr).toMatch(
    /no stack has marked this registry .* --stack NAME, or .* --bucket/,
  );
  const both = await runCli(['deletions', '--bucket', 'a', '--folder', 'b'], { env });
  expect(both.stderr).toContain('--bucket and --folder exclude each other');
  const snapshot = await runCli(['deletions', '--registry', sampleFile]);
  expect(snapshot.stderr).toContain('a snapshot does not say what was deleted');
});
