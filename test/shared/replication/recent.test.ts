import { PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { expect, test, vi } from 'vitest';
import { image } from '../../../shared/registry/read.ts';
import { recentReplications } from '../../../shared/replication/recent.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';

const registryId = '123456789012';
const ever = new Date(0);

/** A registry that copies to a region that takes nothing, and to one that takes all. */
async function startReplication(filters: readonly string[]) {
  const broken = await startTestAws({ region: 'eu-central-1' });
  broken.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsError' }]);
  const sound = await startTestAws({ region: 'eu-north-1' });
  const started = await startTestAws({ peers: [broken.aws, sound.aws] });
  const destinations = ['eu-central-1', 'eu-north-1'].map((region) => ({ region, registryId }));
  const repositoryFilters = filters.map((filter) => ({
    ...{ filter, filterType: 'PREFIX_MATCH' as const },
  }));
  const rules = [{ destinations, ...(filters.length > 0 && { repositoryFilters }) }];
  await started.ecr.send(
    new PutReplicationConfigurationCommand({ replicationConfiguration: { rules } }),
  );
  await createRepositories(started.ecr, 'team-a/web', 'team-b/api');
  return started;
}

test.each([
  [['team-a/'], ['team-a/web', 'team-a/web']],
  [
    ['team-a/', 'team-b/'],
    ['team-a/web', 'team-a/web', 'team-b/api'],
  ],
  [[], ['team-a/web', 'team-a/web', 'team-b/api']],
])('of rules for %j, what failed is of %j', async (filters, failing) => {
  const { ecr } = await startReplication(filters);
  for (const tag of ['1', '2']) await push(ecr, 'team-a/web', [tag], manifest(tag));
  await push(ecr, 'team-b/api', ['1']);
  await vi.waitFor(
    async () => {
      const { failed, lookedAt, notLookedAt } = await recentReplications(ecr, ever);
      expect(failed.map(({ repository }) => repository).toSorted()).toEqual(failing);
      expect(failed[0]).toMatchObject({ failureCode: 'KmsError', destination: { registryId } });
      expect([lookedAt, notLookedAt]).toEqual([failing.length, 0]);
    },
    { timeout: 30_000 },
  );
});

test('images of before are not asked for, and of too many the newest are', async () => {
  const { ecr } = await startReplication([]);
  for (const tag of ['1', '2', '3']) await push(ecr, 'team-a/web', [tag], manifest(tag));
  expect(await recentReplications(ecr, new Date(Date.now() + 60_000))).toMatchObject({
    ...{ lookedAt: 0, notLookedAt: 0 },
  });
  expect(await recentReplications(ecr, ever, 2)).toMatchObject({ lookedAt: 2, notLookedAt: 1 });
});

test('an image that was pushed at that very moment is asked for', async () => {
  const { ecr } = await startReplication([]);
  const imageDigest = await push(ecr, 'team-a/web', ['1']);
  const found = await image(ecr, 'team-a/web', { imageDigest });
  const pushed = found?.imagePushedAt ?? ever;
  expect(await recentReplications(ecr, pushed)).toMatchObject({ lookedAt: 1 });
  const later = new Date(pushed.getTime() + 1);
  expect(await recentReplications(ecr, later)).toMatchObject({ lookedAt: 0 });
});

test('without a rule it is one call', async () => {
  const { aws, ecr } = await startTestAws();
  const calls = recordCalls(aws);
  expect(await recentReplications(ecr, ever)).toEqual({ failed: [], lookedAt: 0, notLookedAt: 0 });
  expect(calls).toEqual(['ecr:DescribeRegistry']);
});
