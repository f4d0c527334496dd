import { existsSync, readFileSync } from 'node:fs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseSnapshot } from '../../local/ecr/snapshot/snapshot.ts';
import { summaryKey } from '../../shared/inventory/store/partition.ts';
import { takeInventory } from '../../shared/inventory/take.ts';
import { partitionOf } from '../../shared/registry/partition.ts';
import { clientDefaults } from '../../shared/runtime/clients.ts';
import { crowded } from '../local/snapshots.ts';
import { startTestAws } from '../local/start.ts';
import { recordCalls } from '../support/calls.ts';
import { createRepositories, push } from '../support/images.ts';

test('counts images, tags and bytes per repository and in total', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a/one', 'b/empty', 'c/two');
  await push(ecr, 'a/one', ['1.0.0', 'latest']);
  await push(ecr, 'a/one', []);
  await push(ecr, 'c/two', ['2.0.0']);
  expect(await takeInventory(ecr)).toMatchObject({
    registryId: '123456789012',
    region: 'eu-west-1',
    repositories: 3,
    images: 3,
    taggedImages: 2,
    untaggedImages: 1,
    tags: 3,
    bytes: 3000,
    perRepository: [
      { repository: 'a/one', images: 2, tags: 2, untaggedImages: 1, bytes: 2000 },
      { repository: 'b/empty', images: 0, tags: 0, untaggedImages: 0, bytes: 0 },
      { repository: 'c/two', images: 1, tags: 1, untaggedImages: 0, bytes: 1000 },
    ],
  });
});

test('asks for a page of 1,000, and for no more pages than there are', async () => {
  const { aws, ecr } = await startTestAws({ snapshot: crowded('a/many', 1001) });
  await createRepositories(ecr, 'a/few');
  const calls = recordCalls(aws);
  const { images } = await takeInventory(ecr);
  expect(images).toBe(1001);
  expect(calls.toSorted()).toEqual([
    ...Array.from({ length: 3 }, () => 'ecr:DescribeImages'),
    'ecr:DescribeRegistry',
    'ecr:DescribeRepositories',
  ]);
});

describe('when things go wrong', () => {
  test('a repository that disappears meanwhile is left out, not counted as empty', async () => {
    const { aws, ecr } = await startTestAws();
    await createRepositories(ecr, 'a/gone', 'a/here');
    const operations = ['ecr:DescribeImages'];
    aws.faults.set([{ operations, error: 'RepositoryNotFoundException', times: 1 }]);
    const { repositories, perRepository } = await takeInventory(ecr);
    expect({ repositories, rows: perRepository.length }).toEqual({ repositories: 1, rows: 1 });
  });

  test('a repository that cannot be read is named, and not counted as empty', async () => {
    const { aws, ecr } = await startTestAws();
    await createRepositories(ecr, 'a/denied', 'a/here');
    const operations = ['ecr:DescribeImages'];
    aws.faults.set([{ operations, error: 'AccessDeniedException', times: 1 }]);
    const { complete, repositories, failed } = await takeInventory(ecr);
    expect({ complete, repositories }).toEqual({ complete: false, repositories: 1 });
    expect(failed).toMatchObject([{ error: expect.stringContaining('ecr:DescribeImages') }]);
  });

  test('a registry of which nothing can be read has no inventory: no figure is made up', async () => {
    const { aws, ecr } = await startTestAws();
    await createRepositories(ecr, 'a/b', 'a/c');
    aws.faults.set([{ operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' }]);
    await expect(takeInventory(ecr)).rejects.toThrow(/^no repository .*a\/b \(and 1 more\)/);
  });

  test('throttling is waited out, and the result is the same', async () => {
    const { aws, config } = await startTestAws();
    const ecr = new ECRClient({ ...config, ...clientDefaults });
    await createRepositories(ecr, ...Array.from({ length: 10 }, (_, i) => `a/r${i}`));
    const calm = await takeInventory(ecr);
    aws.faults.set([{ error: 'ThrottlingException', probability: 0.3, seed: 7 }]);
    expect(await takeInventory(ecr)).toEqual(calm);
  });
});

const official = '../shared/data/docker-official.snapshot.json';

test('the Docker official images come to their known totals', async (context) => {
  if (!existsSync(official)) context.skip(`${official} is not here`);
  const { ecr } = await startTestAws({ snapshot: parseSnapshot(readFileSync(official, 'utf8')) });
  expect(await takeInventory(ecr)).toMatchObject({
    repositories: 137,
    images: 10_056,
    taggedImages: 2_121,
    untaggedImages: 7_935,
    tags: 9_474,
    bytes: 4_531_677_957_622,
  });
});

test('lies in S3 by date, account and region', async () => {
  const { ecr } = await startTestAws();
  const inventory = await takeInventory(ecr);
  expect(summaryKey(partitionOf(inventory, new Date('2026-11-21T23:59:59Z')))).toBe(
    'summary/date=2026-11-21/account=123456789012/region=eu-west-1/inventory.json',
  );
});

describe('of named repositories', () => {
  test('reads those and no others', async () => {
    const { aws, ecr } = await startTestAws();
    await createRepositories(ecr, 'a/one', 'a/two', 'a/three');
    const calls = recordCalls(aws);
    const { perRepository } = await takeInventory(ecr, { names: ['a/two', 'a/one', 'a/two'] });
    expect(perRepository.map(({ repository }) => repository).toSorted()).toEqual([
      'a/one',
      'a/two',
    ]);
    expect(calls.filter((call) => call === 'ecr:DescribeImages')).toHaveLength(2);
  });

  test('one that does not exist is an error that names it', async () => {
    const { ecr } = await startTestAws();
    await expect(takeInventory(ecr, { names: ['a/nope'] })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
      message: expect.stringContaining("'a/nope'"),
    });
  });
});
