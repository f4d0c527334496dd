import {
  DescribeReplicationBackfillResultsCommand,
  DescribeRepositoriesCommand,
  ListReplicationBackfillsCommand,
  PutReplicationConfigurationCommand,
  StartReplicationBackfillCommand,
  StopReplicationBackfillCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { soon } from '../../support/soon.ts';
import { createRepository, index, manifest, put, repositoryName, tagsByDigest } from '../images.ts';
import { refusal, startTestAws, type TestAws } from '../start.ts';

const registryId = '123456789012';
const destination = { region: 'eu-central-1', registryId };

/** A region with images, and then a rule that copies what is pushed from now on. */
async function startLate(options: LocalAwsOptions = {}) {
  const frankfurt = await startTestAws({ region: 'eu-central-1' });
  const ireland = await startTestAws({ peers: [frankfurt.aws], ...options });
  await createRepository(ireland.ecr);
  await createRepository(ireland.ecr, { repositoryName: 'other/api' });
  await put(ireland.ecr, manifest('child'));
  await put(ireland.ecr, index(manifest('child')), '1');
  await put(ireland.ecr, index(manifest('child')), '2');
  const repositoryFilters = [{ filterType: 'PREFIX_MATCH' as const, filter: 'team-a' }];
  const rules = [{ destinations: [destination], repositoryFilters }];
  await ireland.ecr.send(
    new PutReplicationConfigurationCommand({ replicationConfiguration: { rules } }),
  );
  return { ireland, frankfurt };
}

const start = ({ ecr }: TestAws, to = destination) =>
  ecr.send(new StartReplicationBackfillCommand({ destination: to }));

const describeIt = ({ ecr }: TestAws, input: { replicationBackfillId?: string | undefined }) =>
  ecr.send(
    new DescribeReplicationBackfillResultsCommand({ replicationBackfillId: undefined, ...input }),
  );

const ended = (aws: TestAws, replicationBackfillId: string | undefined) =>
  soon(async () => {
    const results = await describeIt(aws, { replicationBackfillId });
    expect(results.endedAt).toBeInstanceOf(Date);
    return results;
  });

describe('a replication backfill', () => {
  test('copies images that were pushed before the rule', async () => {
    const { ireland, frankfurt } = await startLate();
    const { replicationBackfillId, ...rest } = await start(ireland);
    expect(rest).toMatchObject({ registryId, destination, status: 'PREPARING' });
    const { results, ...whole } = await ended(ireland, replicationBackfillId);
    const progress = {
      totalReplicationCount: 3,
      completedReplicationCount: 3,
      failedReplicationCount: 0,
      failureCodes: [],
    };
    expect(whole).toMatchObject({ replicationBackfillId, status: 'COMPLETE', progress });
    const tags = results?.map((it) => [it.repositoryName, it.imageId?.imageTag, it.status]);
    expect(tags?.sort()).toEqual(
      [undefined, '1', '2'].map((tag) => [repositoryName, tag, 'COMPLETE']).sort(),
    );
    expect(await tagsByDigest(frankfurt.ecr)).toEqual(await tagsByDigest(ireland.ecr));
    const { repositories } = await frankfurt.ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories?.map((it) => it.repositoryName)).toEqual([repositoryName]);
    const { backfills } = await ireland.ecr.send(new ListReplicationBackfillsCommand({}));
    expect(backfills).toMatchObject([{ replicationBackfillId, status: 'COMPLETE', progress }]);
  });

  test('lists failed copies, and only those when requested', async () => {
    const { ireland, frankfurt } = await startLate();
    await createRepository(frankfurt.ecr, { imageTagMutability: 'IMMUTABLE' });
    await put(frankfurt.ecr, manifest('in the way'), '2');
    const { replicationBackfillId } = await start(ireland);
    const { progress } = await ended(ireland, replicationBackfillId);
    const failureCodes = ['ImageTagAlreadyExists'];
    expect(progress).toMatchObject({ failedReplicationCount: 1, failureCodes });
    const { results } = await ireland.ecr.send(
      new DescribeReplicationBackfillResultsCommand({
        replicationBackfillId,
        resultStatusFilter: 'FAILED',
      }),
    );
    expect(results).toMatchObject([
      { imageId: { imageTag: '2' }, status: 'FAILED', failureCode: failureCodes[0] },
    ]);
  });

  test('is stopped, once, while it is in progress', async () => {
    const { ireland, frankfurt } = await startLate({ durations: { replication: 60_000 } });
    const { replicationBackfillId } = await start(ireland);
    expect((await refusal(start(ireland))).name).toBe('ReplicationBackfillInProgressException');
    expect(await describeIt(ireland, { replicationBackfillId })).toMatchObject({ results: [] });
    const stop = () =>
      ireland.ecr.send(new StopReplicationBackfillCommand({ replicationBackfillId }));
    expect(await stop()).toMatchObject({ replicationBackfillId, status: 'STOPPED' });
    expect((await refusal(stop())).name).toBe('ReplicationBackfillInvalidStatusException');
    expect((await start(ireland)).status).toBe('PREPARING');
    expect((await frankfurt.ecr.send(new DescribeRepositoriesCommand({}))).repositories).toEqual(
      [],
    );
  });

  test('is refused for a destination without a rule, and is kept for 90 days', async () => {
    let time = new Date('2026-01-01T00:00:00Z');
    const { ireland } = await startLate({ now: () => time });
    const elsewhere = await refusal(start(ireland, { ...destination, region: 'us-east-1' }));
    expect(elsewhere.name).toBe('InvalidParameterException');
    const { replicationBackfillId } = await start(ireland);
    await ended(ireland, replicationBackfillId);
    time = new Date('2026-03-31T00:00:00Z');
    expect((await describeIt(ireland, { replicationBackfillId })).status).toBe('COMPLETE');
    time = new Date('2026-04-02T00:00:00Z');
    const gone = await refusal(describeIt(ireland, { replicationBackfillId }));
    expect(gone.name).toBe('ReplicationBackfillNotFoundException');
  });
});
