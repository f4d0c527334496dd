import { BatchDeleteImageCommand, DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { digestOf, index, manifest } from '../../local/images.ts';
import { createRepositories, push } from '../../support/images.ts';
import { type Nights, startNights, stateOf } from './nights.ts';

const name = 'team-a/web';
const deleting = `[{ action: delete, untaggedAfter: 1d, lostBy: { region: eu-central-1 } }]`;

const amd = manifest('amd');
const arm = manifest('arm');
const old = index(amd, arm);
const next = index(arm);

/** Two images that share a part, and a tag, in a registry; @returns how it deletes. */
async function fill(ecr: ECRClient) {
  await createRepositories(ecr, name);
  for (const part of [amd, arm]) await push(ecr, name, [], part);
  await push(ecr, name, ['1.0'], old);
  await push(ecr, name, ['1.1'], next);
  await push(ecr, name, ['2.0']);
}

function lose(ecr: ECRClient, ...manifests: string[]) {
  const imageIds = manifests.map((it) => ({ imageDigest: digestOf(it) }));
  return ecr.send(new BatchDeleteImageCommand({ repositoryName: name, imageIds }));
}

async function started(retention = deleting): Promise<Nights> {
  const at = await startNights(retention);
  await fill(at.ecr);
  await fill(at.source.ecr);
  return at;
}

const shared = { [digestOf(arm)]: 'ACTIVE', '1.1': 'ACTIVE', '2.0': 'ACTIVE' };
const all = { ...shared, [digestOf(amd)]: 'ACTIVE', '1.0': 'ACTIVE' };

test('deletes what the source has lost once it was announced, and no part that the source has', async () => {
  const at = await started();
  expect(await at.nights(0, 7)).toMatchObject({ selected: { images: 0 } });
  await lose(at.source.ecr, old);
  await lose(at.source.ecr, amd);
  await at.night(8);
  expect(at.sent()).toEqual([
    expect.stringMatching(/^2 images of team-a\/web will be deleted for good on /),
  ]);
  await at.nights(9, 14);
  expect(await stateOf(at.ecr, name)).toEqual(all);
  expect(await at.night(15)).toMatchObject({ outcomes: { deleted: 2 } });
  expect(await stateOf(at.ecr, name)).toEqual(shared);
});

describe('all images stay', () => {
  test('that come back to the source, even at the last moment', async () => {
    const at = await started();
    await lose(at.source.ecr, old);
    await at.nights(0, 6);
    at.live.onRead = () => push(at.source.ecr, name, ['1.0'], old).catch(() => undefined);
    expect(await at.night(7)).toMatchObject({ outcomes: {} });
    expect(await stateOf(at.ecr, name)).toEqual(all);
  });

  test('that are in use here', async () => {
    const at = await started();
    await lose(at.source.ecr, old);
    const use = { repository: name, imageId: { imageDigest: digestOf(amd) }, by: ['a pod'] };
    at.atBegin.images.push(use);
    expect(await at.nights(0, 9)).toMatchObject({ selected: { images: 0 } });
    expect(await stateOf(at.ecr, name)).toEqual(all);
  });

  test('where the source cannot be read: it is reported once, resolved, and nothing waits anew', async () => {
    const at = await started();
    await lose(at.source.ecr, old);
    await lose(at.source.ecr, amd);
    await at.nights(0, 5);
    at.sent();
    // Credentials of another account, to which the repository policy gives nothing.
    const credentials = { accessKeyId: '210987654321', secretAccessKey: 'x' };
    const settings = { ...at.config, region: 'eu-central-1', credentials };
    at.source.client = new ECRClient(settings);
    expect(await at.nights(6, 9)).toMatchObject({ outcomes: {}, doubtful: 1 });
    expect(await stateOf(at.ecr, name)).toEqual(all);
    expect(at.sent()).toEqual([
      'What the source registry 123456789012/eu-central-1 has could not be read',
    ]);
    at.source.client = at.source.ecr;
    expect(await at.night(10)).toMatchObject({ outcomes: { deleted: 2 } });
    expect(at.sent()).toEqual([
      '2 images of team-a/web were deleted',
      'Resolved: What the source registry 123456789012/eu-central-1 has could not be read',
    ]);
  });

  test('where it becomes unreadable right before they would be deleted', async () => {
    const at = await started();
    await lose(at.source.ecr, old);
    await at.nights(0, 6);
    at.live.onRead = async () => {
      at.aws.faults.set([
        { operations: ['ecr:DescribeImages'], error: 'ServerException', after: 1 },
      ]);
    };
    await at.night(7);
    at.aws.faults.clear();
    expect(await stateOf(at.ecr, name)).toEqual(all);
  });

  const missing =
    'The source registry 123456789012/eu-central-1 lacks repositories, or has empty ones';

  test.each([
    ['has no repository of that name', true],
    ['has emptied it', false],
  ])('where the source %s: that is reported once', async (_, isDeleted) => {
    const at = await started();
    if (isDeleted) {
      const input = { repositoryName: name, force: true };
      await at.source.ecr.send(new DeleteRepositoryCommand(input));
    } else {
      await lose(at.source.ecr, old, next);
      await lose(at.source.ecr, amd, arm);
      await at.source.ecr.send(
        new BatchDeleteImageCommand({ repositoryName: name, imageIds: [{ imageTag: '2.0' }] }),
      );
    }
    expect(await at.nights(0, 6)).toMatchObject({ selected: { images: 0 } });
    expect(at.sent()).toEqual([missing]);
    await at.nights(7, 8);
    expect(await stateOf(at.ecr, name)).toEqual(all);
  });

  test.each([
    ['', 'lostBy names this registry itself'],
    [', registryId: "123456789012"', 'lostBy names this registry itself'],
  ])('where the source is this registry itself%s', async (more) => {
    const at = await started(deleting.replace('eu-central-1', `eu-west-1${more}`));
    expect(await at.nights(0, 8)).toMatchObject({ outcomes: {}, doubtful: 1 });
    expect(await stateOf(at.ecr, name)).toEqual(all);
  });
});

test('reads the source only where anything is selected without it', async () => {
  const at = await started(deleting.replace('lostBy', 'keep: { pushedWithin: 90d }, lostBy'));
  at.source.client = undefined as never;
  await at.night(0);
  expect(at.sent()).toEqual([]);
});

test('asks a source that fails no more than three times in a slice', async () => {
  const at = await startNights(deleting);
  for (const number of [1, 2, 3, 4, 5, 6]) {
    await createRepositories(at.ecr, `r${number}`);
    await push(at.ecr, `r${number}`, ['1.0']);
  }
  let asked = 0;
  at.source.client.middlewareStack.add(
    (next) => async (args) => {
      asked += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
  at.aws.faults.set([
    { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException', after: 6 },
  ]);
  await at.night(0);
  at.aws.faults.clear();
  expect(at.sent()).toHaveLength(1);
  expect(asked).toBeLessThanOrEqual(3);
});
