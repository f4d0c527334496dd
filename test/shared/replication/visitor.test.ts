import { DeleteRepositoryCommand, PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test, vi } from 'vitest';
import { replicationVisitor } from '../../../shared/replication/visitor.ts';
import type { Visitor, Walked } from '../../../shared/walk/visitor.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { startReporting } from '../../support/reporting.ts';
import { twice } from '../../support/twice.ts';
import { type TestWalk, walk } from '../../support/walk.ts';

const registryId = '123456789012';

/** A registry that copies to a region that takes nothing, and to one that takes all. */
async function start(filters: readonly string[] = [], most?: number) {
  const broken = await startTestAws({ region: 'eu-central-1' });
  broken.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsError' }]);
  const sound = await startTestAws({ region: 'eu-north-1' });
  const started = await startReporting({ peers: [broken.aws, sound.aws] });
  const { ecr, notifier } = started;
  const destinations = ['eu-central-1', 'eu-north-1'].map((region) => ({ region, registryId }));
  const repositoryFilters = filters.map((filter) => ({
    ...{ filter, filterType: 'PREFIX_MATCH' as const },
  }));
  const rules = [{ destinations, ...(filters.length > 0 && { repositoryFilters }) }];
  const input = { replicationConfiguration: { rules } };
  await ecr.send(new PutReplicationConfigurationCommand(input));
  await createRepositories(ecr, 'team-a/web', 'team-b/api', 'team-c/job');
  const walked = async (options?: TestWalk) => {
    const end = await walk(ecr, [replicationVisitor(notifier(), most) as Visitor], options);
    return end.visitors.replication ?? end.failed;
  };
  return { ...started, walked };
}

const title = (repository: string) => `Images of ${repository} are not replicated to eu-central-1`;

describe('of the images that were pushed lately', () => {
  test.each([
    [['team-a/'], 1, 2],
    [['team-a/', 'team-b/'], 2, 3],
    [[], 250, 3],
  ])(
    'those that rules for %j apply to are asked for, in slices of %i',
    async (filters, perSlice, failed) => {
      const { ecr, walked, sent } = await start(filters);
      for (const tag of ['1', '2']) await push(ecr, 'team-a/web', [tag], manifest(tag));
      await push(ecr, 'team-b/api', ['1']);
      await vi.waitFor(
        async () => expect(await walked({ perSlice })).toMatchObject({ failed, lookedAt: failed }),
        { timeout: 30_000, interval: 100 },
      );
      const expected = ['team-a/web', 'team-b/api'].slice(0, failed - 1).map(title);
      expect(new Set(sent())).toEqual(new Set(expected));
      expect(await walked({ perSlice })).toEqual({
        failed,
        lookedAt: failed,
        notLookedAt: 0,
        notified: 0,
      });
      expect(sent()).toEqual([]);
    },
  );

  test('those of 36 hours before are', async () => {
    const { ecr, walked } = await start();
    await push(ecr, 'team-a/web', ['1']);
    const later = (hours: number) => new Date(Date.now() + hours * 3_600_000);
    expect(await walked({ began: later(35.9) })).toMatchObject({ lookedAt: 1, notLookedAt: 0 });
    expect(await walked({ began: later(36.1) })).toMatchObject({ lookedAt: 0, notLookedAt: 0 });
  });

  test('the newest of all slices are, and others are counted', async () => {
    const { ecr, walked, counted } = await start([], 2);
    for (const name of ['team-a/web', 'team-b/api', 'team-c/job']) await push(ecr, name, ['1']);
    expect(await walked({ perSlice: 1 })).toMatchObject({ lookedAt: 2, notLookedAt: 1 });
    expect(counted).toMatchObject({ ReplicationsNotLookedAt: 1 });
  });

  test('none is when the time is over', async () => {
    const { aws, ecr, notifier } = await start();
    await push(ecr, 'team-a/web', ['1']);
    const visitor = replicationVisitor(notifier());
    const done = visitor.done?.bind(visitor);
    const late = {
      ...visitor,
      done: async (walked: Walked) => done?.({ ...walked, until: 0 } as never),
    };
    const calls = recordCalls(aws);
    const end = await walk(ecr, [late as Visitor]);
    expect(end.visitors.replication).toMatchObject({ lookedAt: 0, notLookedAt: 1 });
    expect(calls).not.toContain('ecr:DescribeImageReplicationStatus');
  });
});

test('a newer image that fails is reported, too', async () => {
  const { ecr, walked, sent } = await start();
  const reported = () =>
    vi.waitFor(
      async () => {
        expect(await walked()).toMatchObject({ notified: 1 });
      },
      { timeout: 30_000, interval: 100 },
    );
  await push(ecr, 'team-a/web', ['1'], manifest('1'));
  await reported();
  await push(ecr, 'team-a/web', ['2'], manifest('2'));
  await reported();
  expect(sent()).toEqual([title('team-a/web'), title('team-a/web')]);
});

test('an image is counted once where every step is done twice', async () => {
  const { ecr, walked } = await start();
  await push(ecr, 'team-a/web', ['1']);
  const looked = { lookedAt: 1, notLookedAt: 0 };
  expect(await walked({ perSlice: 2, steps: twice })).toMatchObject(looked);
});

test('a repository that goes after it was listed is nothing', async () => {
  const { ecr, walked } = await start();
  await push(ecr, 'team-a/web', ['1']);
  const repositoryName = 'team-a/web';
  const onRepository = () =>
    void ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true })).catch(() => {});
  expect(await walked({ onRepository })).toMatchObject({ failed: 0, notified: 0 });
});

test('without a rule no image is read', async () => {
  const { aws, ecr, notifier } = await startReporting();
  await createRepositories(ecr, 'team-a/web');
  await push(ecr, 'team-a/web', ['1']);
  const calls = recordCalls(aws);
  const end = await walk(ecr, [replicationVisitor(notifier()) as Visitor]);
  expect(end.visitors.replication).toEqual({ failed: 0, lookedAt: 0, notLookedAt: 0, notified: 0 });
  expect(calls).not.toContain('ecr:DescribeImages');
});
