import { DeleteRepositoryCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { repositories } from '../../../../shared/registry/read.ts';
import { readWhole } from '../../../../shared/walk/reading/whole.ts';
import { crowded } from '../../../local/snapshots.ts';
import { startTestAws } from '../../../local/start.ts';
import { createRepositories, push } from '../../../support/images.ts';

/** Reads all, and answers how many images each repository has. */
function counted(ecr: ECRClient, onPage: (page: number) => Promise<unknown> = async () => {}) {
  let pages = 0;
  const begin = () => {
    const counts: Record<string, number> = {};
    const repository = ({ repositoryName }: { repositoryName: string }) => {
      let images = 0;
      return {
        images: async (page: readonly unknown[]) => {
          images += page.length;
          pages += 1;
          await onPage(pages);
        },
        end: () => {
          counts[repositoryName] = images;
        },
      };
    };
    return { visits: [{ visitor: 'it', visit: { repository } }], result: () => counts };
  };
  return readWhole(ecr, () => repositories(ecr), begin);
}

async function start(images = 1) {
  const started = await startTestAws({ snapshot: crowded('a/one', images) });
  await createRepositories(started.ecr, 'a/two', 'a/three');
  await push(started.ecr, 'a/two', ['main']);
  return started;
}

test('the result is of all repositories', async () => {
  const { ecr } = await start();
  expect(await counted(ecr)).toEqual({ 'a/one': 1, 'a/two': 1, 'a/three': 0 });
});

test('one that cannot be read fails it, with its own error', async () => {
  const { aws, ecr } = await start();
  aws.faults.set([
    { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException', times: 1 },
  ]);
  await expect(counted(ecr)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('so does a visit that fails', async () => {
  const { ecr } = await start();
  const failing = async () => {
    throw new TypeError('a defect');
  };
  await expect(counted(ecr, failing)).rejects.toThrow('a defect');
});

describe('a repository with more pages than are held', () => {
  const startLarge = () => start(1_001);

  test('that is deleted on the way is left out: all begins anew', async () => {
    const { ecr } = await startLarge();
    const gone = { repositoryName: 'a/one', force: true };
    const counts = await counted(ecr, async (page) => {
      if (page === 1) await ecr.send(new DeleteRepositoryCommand(gone));
    });
    expect(counts).toEqual({ 'a/two': 1, 'a/three': 0 });
  });

  test('that fails on the way fails it, with the error of ECR', async () => {
    const { aws, ecr } = await startLarge();
    const failing = counted(ecr, async (page) => {
      if (page === 1) aws.faults.set([{ error: 'AccessDeniedException' }]);
    });
    await expect(failing).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
