import { DeleteRepositoryCommand, UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { identify } from '../../../shared/registry/identity.ts';
import { usageVisitor } from '../../../shared/usage/visitor.ts';
import { usesReading } from '../../../shared/use/reading.ts';
import type { Visitor } from '../../../shared/walk/visitor.ts';
import { digestOf } from '../../local/images.ts';
import { imageOf } from '../../local/snapshots.ts';
import { openGate } from '../../support/acting.ts';
import { recordCalls } from '../../support/calls.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { startReporting } from '../../support/reporting.ts';
import { twice } from '../../support/twice.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const names = ['constructor', 'team/a', 'team/b', 'team/c', 'unused/d'];

interface UsageWalk extends TestWalk {
  registryYml?: string;
}

/** In each repository an archived image with two tags, and one that is not; some of them are in use. */
async function start(...uris: string[]) {
  const lastArchivedAt = '2026-11-02T00:00:00Z';
  const imageDetails = names.flatMap((repositoryName) => [
    imageOf(`${repositoryName} old`, {
      ...{ repositoryName, imageTags: ['1', 'old'], imageStatus: 'ARCHIVED', lastArchivedAt },
    }),
    imageOf(`${repositoryName} new`, { repositoryName, imageTags: ['2'] }),
  ]);
  const repositories = names.map((repositoryName) => ({ repositoryName }));
  const functions = uris.map((uri, at) => ({ name: `f${at}`, imageUri: `${host}/${uri}` }));
  const started = await startReporting({
    ...{ snapshot: { repositories, imageDetails }, uses: { functions } },
  });
  const { ecr, config, notifier, ledger } = started;
  const sources = ['ecs', 'lambda'] as const;
  const uses = usesReading({ sources, registry: () => identify(ecr) }, config);
  const store = memoryStore();
  const walked = async ({ registryYml = '{}', ...options }: UsageWalk = {}) => {
    const gate = await openGate(started, { ledger });
    const { use } = parseRegistryConfig(registryYml);
    const visitor = usageVisitor({ use, gate, notifier: notifier(), ledger, store });
    const end = await walk(ecr, [visitor as Visitor], { uses, store, ...options });
    return end.visitors.usage ?? end.failed;
  };
  return { ...started, store, walked };
}

const title = (name: string) => `An archived image of ${name} is in use`;
const missing = (name: string) => `An image in use is missing in ${name}`;
const unknown = 'It is not known which images lambda runs';
const byDigest = `team/b@${digestOf('team/b old')}`;

describe('an archived image that is in use', () => {
  test.each([1, 2, 250])('is reported once, in slices of %i', async (perSlice) => {
    const uris = ['team/a:1', 'team/a:old', byDigest, 'team/c:2', 'gone:1', 'team/c:gone'];
    const { aws, walked, sent, counted } = await start(...uris);
    const calls = recordCalls(aws);
    const answer = { lookedAt: 6, notAllOf: [], archived: 2, restored: 0, missing: 2 };
    expect(await walked({ perSlice })).toEqual({ ...answer, notified: 4 });
    const archived = [title('team/a'), title('team/b')];
    expect(sent()).toEqual([...archived, missing('gone'), missing('team/c')]);
    expect(counted).toEqual({ ArchivedImagesInUse: 2, MissingImagesInUse: 2 });
    // Of the repositories with images in use alone, and of what is missing.
    expect(calls.filter((it) => it === 'ecr:DescribeImages')).toHaveLength(4);
    expect(await walked({ perSlice })).toEqual({ ...answer, notified: 0 });
    expect(sent()).toEqual([]);
  });

  test('is reported once where every step is done twice', async () => {
    const { walked, sent } = await start('team/a:1', byDigest);
    expect(await walked({ perSlice: 2, steps: twice })).toMatchObject({ archived: 2 });
    expect(sent()).toEqual([title('team/a'), title('team/b')]);
  });

  test('is resolved when it is restored, or gone', async () => {
    const { ecr, walked, sent } = await start('team/a:1', byDigest);
    await walked();
    sent();
    const image = { repositoryName: 'team/a', imageId: { imageTag: '1' } };
    await ecr.send(
      new UpdateImageStorageClassCommand({ ...image, targetStorageClass: 'STANDARD' }),
    );
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/b', force: true }));
    expect(await walked()).toMatchObject({ archived: 0 });
    const resolved = [title('team/a'), title('team/b')].map((it) => `Resolved: ${it}`);
    expect(sent()).toEqual([missing('team/b'), ...resolved]);
  });

  test('is not resolved where its repository or a user cannot be read', async () => {
    const { aws, ecr, walked, sent } = await start('team/a:1');
    await walked();
    sent();
    const error = 'AccessDeniedException';
    aws.faults.set([{ operations: ['ecr:DescribeImages'], error }]);
    expect(await walked()).toMatchObject({ archived: 0 });
    aws.faults.set([{ operations: ['lambda:ListFunctions'], error }]);
    expect(await walked()).toMatchObject({
      notAllOf: [expect.stringMatching(/^lambda: access denied/)],
    });
    aws.faults.clear();
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/a', force: true }));
    expect(sent()).toEqual([unknown]);
    await walked();
    const resolved = [title('team/a'), unknown].map((it) => `Resolved: ${it}`);
    expect(sent()).toEqual([missing('team/a'), ...resolved]);
  });
});

test('where nothing is in use, no image is read', async () => {
  const { aws, walked } = await start();
  const calls = recordCalls(aws);
  expect(await walked()).toMatchObject({ lookedAt: 0, archived: 0 });
  expect(calls).not.toContain('ecr:DescribeImages');
});
