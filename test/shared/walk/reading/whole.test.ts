import { DeleteRepositoryCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { repositories } from '../../../../shared/registry/read.ts';
import { readWhole } from '../../../../shared/walk/reading/whole.ts';
import { startTestAws } from '../../../local/start.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';

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

async function start() {
  const started = await startTestAws();
  await createRepositories(started.ecr, 'a/one', 'a/two', 'a/three');
  for (const name of ['a/one', 'a/two']) await push(started.ecr, name, ['main']);
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
  async function startLarge() {
    const { aws, ecr } = await start();
    const many = Array.from({ length: 1_001 }, (_, at) => at);
    for (const at of many) await push(ecr, 'a/one', [`t${at}`], manifest(String(at)));
    return { aws, ecr };
  }

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
