import { CreateRepositoryCommand, DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../local/aws.ts';
import type { Snapshot } from '../../../local/ecr/snapshot/snapshot.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { inventoryVisitor } from '../../../shared/inventory/visitor.ts';
import { clientDefaults } from '../../../shared/runtime/clients.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';
import { walk } from '../../support/walk.ts';

const { inventory: config } = parseRegistryConfig('');
const began = new Date('2026-11-21T01:20:00Z');

const names = Array.from({ length: 12 }, (_, at) => `team/r${String(at).padStart(2, '0')}`);

let filled: Promise<Snapshot> | undefined;

/** A registry of some repositories, one of which has more than a page of images. */
async function fill(): Promise<Snapshot> {
  const { aws, ecr } = await startTestAws();
  await createRepositories(ecr, ...names);
  for (const name of names) await push(ecr, name, ['1.0.0', 'latest']);
  for (let i = 0; i < 1001; i += 1) await push(ecr, 'team/r03', [], manifest(String(i)));
  return aws.snapshot();
}

/** That registry, filled once for all tests. */
async function start() {
  filled ??= fill();
  const { aws, config: settings } = await startTestAws({ snapshot: await filled });
  const ecr = new ECRClient({ ...settings, ...clientDefaults });
  const run = async (visitors: Visitor[] = []) => {
    const store = memoryStore();
    const all = [inventoryVisitor({ store, config }), ...visitors];
    const end = await walk(ecr, all, { store, began, perSlice: 5 });
    return { end, files: contents(store) };
  };
  return { aws, ecr, run };
}

function contents({ files }: MemoryStore): Record<string, string> {
  const kept = [...files].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]);
  return Object.fromEntries(kept);
}

const throttled: Fault = { error: 'ThrottlingException', probability: 0.3, seed: 7 };
const cutOff: Fault = { drop: 'before', probability: 0.05, seed: 5 };

describe('comes to the same, bit by bit', () => {
  test.each<[string, Fault[]]>([
    ['30 % of its calls are throttled', [throttled]],
    ['5 % of its connections are cut off', [cutOff]],
    ['both', [cutOff, throttled]],
  ])('where %s', async (_, faults) => {
    const { aws, run } = await start();
    const calm = await run();
    aws.faults.set(faults);
    const disturbed = await run();
    expect(disturbed).toEqual(calm);
    expect(disturbed.end.visitors.inventory).toMatchObject({ complete: true, images: 1013 });
  });

  test('where a visitor throws at one repository, for all others', async () => {
    const { run } = await start();
    const calm = await run();
    const throwing: Visitor = {
      name: 'throwing',
      slice: () => ({
        repository: ({ repositoryName }) => {
          if (repositoryName === 'team/r04') throw new Error('out of luck');
          return {};
        },
        end: () => ({}),
      }),
      done: async ({ unseen }) => ({ result: { unseen } }),
    };
    const { end, files } = await run([throwing]);
    expect(end.visitors.inventory).toEqual(calm.end.visitors.inventory);
    expect(end.visitors.throwing).toEqual({
      unseen: [{ repository: 'team/r04', error: 'out of luck' }],
    });
    expect(end.missed.throwing).toMatchObject({ count: 1 });
    const kept = (all: Record<string, string>) =>
      Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith('runs/')));
    expect(kept(files)).toEqual(kept(calm.files));
  });
});

test('repositories that come and go meanwhile are as they were listed, or gone', async () => {
  const { ecr, run } = await start();
  const changing: Visitor = {
    name: 'changing',
    begin: async () => {
      await ecr.send(new CreateRepositoryCommand({ repositoryName: 'team/new' }));
      const gone = { repositoryName: 'team/r07', force: true };
      await ecr.send(new DeleteRepositoryCommand(gone));
    },
    slice: () => ({ repository: () => ({}), end: () => ({}) }),
    done: async ({ unseen, hasSeen }) => ({
      result: { unseen, seen: ['team/r07', 'team/new'].map(hasSeen) },
    }),
  };
  const { end } = await run([changing]);
  expect(end.visitors.inventory).toMatchObject({ complete: true, repositories: names.length - 1 });
  expect(end.visitors.changing).toEqual({ unseen: [], seen: [true, true] });
});

test('a repository that fails in its middle is left out, and the rest is whole', async () => {
  const { aws, run } = await start();
  // The first five calls are the first pages of a slice; the sixth is the second page of the one that has two.
  const sixth = { operations: ['ecr:DescribeImages'], after: 5, times: 1 };
  aws.faults.set([{ ...sixth, error: 'AccessDeniedException' }]);
  const { end } = await run();
  const rest = { repositories: 11, images: 11 };
  expect(end.visitors.inventory).toMatchObject({ complete: false, ...rest });
});
