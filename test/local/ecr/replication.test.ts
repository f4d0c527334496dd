import {
  CreateRepositoryCreationTemplateCommand,
  DescribeImageReplicationStatusCommand,
  DescribeRegistryCommand,
  PutReplicationConfigurationCommand,
  type ReplicationRule,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { soon } from '../../support/soon.ts';
import { watch } from '../events.ts';
import {
  createRepository,
  digestOf,
  index,
  manifest,
  put,
  repositoryName,
  tagsByDigest,
} from '../images.ts';
import { refusal, startTestAws, type TestAws } from '../start.ts';

const registryId = '123456789012';
const toFrankfurt = { destinations: [{ region: 'eu-central-1', registryId }] };

/** Two regions, the first of which copies to the second. */
async function startRegions(
  rules: ReplicationRule[] = [toFrankfurt],
  options: LocalAwsOptions = {},
) {
  const frankfurt = await startTestAws({ region: 'eu-central-1' });
  const ireland = await startTestAws({
    peers: [frankfurt.aws],
    ...options,
  });
  await createRepository(ireland.ecr);
  await configure(ireland, rules);
  return { ireland, frankfurt, ...watch(frankfurt.aws) };
}

function configure({ ecr }: TestAws, rules: ReplicationRule[]) {
  const replicationConfiguration = { rules };
  return ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
}

const statusOf = async ({ ecr }: TestAws, imageTag: string) => {
  const imageId = { imageTag };
  const command = new DescribeImageReplicationStatusCommand({ repositoryName, imageId });
  return (await ecr.send(command)).replicationStatuses;
};

const settled = (aws: TestAws, imageTag: string) =>
  soon(async () => {
    const [status] = (await statusOf(aws, imageTag)) ?? [];
    expect(status?.status).not.toBe('IN_PROGRESS');
    return status;
  });

describe('replication', () => {
  test('copies a pushed image, and sends an event at the destination', async () => {
    const { ireland, frankfurt, ofType } = await startRegions();
    const digest = await put(ireland.ecr, manifest('a'), '1.0.0');
    const destination = { region: 'eu-central-1', registryId };
    expect(await settled(ireland, '1.0.0')).toEqual({ ...destination, status: 'COMPLETE' });
    expect(await tagsByDigest(frankfurt.ecr)).toEqual({ [digest]: ['1.0.0'] });
    expect(ofType('ECR Replication Action')).toMatchObject([
      {
        region: 'eu-central-1',
        resources: [`arn:aws:ecr:eu-central-1:${registryId}:repository/${repositoryName}`],
        detail: {
          result: 'SUCCESS',
          'repository-name': repositoryName,
          'image-digest': digest,
          'image-tag': '1.0.0',
          'source-account': registryId,
          'action-type': 'REPLICATE',
          'source-region': 'eu-west-1',
        },
      },
    ]);
  });

  test('copies an index with its images, even those that were pushed before', async () => {
    const { ireland, frankfurt } = await startRegions([]);
    const child = await put(ireland.ecr, manifest('child'));
    await configure(ireland, [toFrankfurt]);
    const parent = await put(ireland.ecr, index(manifest('child')), '1.0.0');
    await settled(ireland, '1.0.0');
    expect(await tagsByDigest(frankfurt.ecr)).toEqual({ [child]: [], [parent]: ['1.0.0'] });
  });

  test.each([
    ['team-a', 'COMPLETE'],
    ['team-a/web-app', 'COMPLETE'],
    ['team-b', undefined],
  ])('copies from repositories that start with %s: %s', async (filter, status) => {
    const repositoryFilters = [{ filter, filterType: 'PREFIX_MATCH' as const }];
    const { ireland } = await startRegions([{ ...toFrankfurt, repositoryFilters }]);
    await put(ireland.ecr, manifest('a'), '1.0.0');
    expect((await settled(ireland, '1.0.0'))?.status).toBe(status);
  });

  test('is shown as in progress', async () => {
    const { ireland } = await startRegions([toFrankfurt], { durations: { replication: 60_000 } });
    await put(ireland.ecr, manifest('a'), '1.0.0');
    expect(await statusOf(ireland, '1.0.0')).toMatchObject([{ status: 'IN_PROGRESS' }]);
  });

  test('copies to another account', async () => {
    const other = await startTestAws({ accountId: '111122223333', region: 'eu-central-1' });
    const toOther = { destinations: [{ region: 'eu-central-1', registryId: '111122223333' }] };
    const { ireland, frankfurt } = await startRegions([toOther], { peers: [other.aws] });
    const digest = await put(ireland.ecr, manifest('a'), '1.0.0');
    expect((await settled(ireland, '1.0.0'))?.status).toBe('COMPLETE');
    expect(await tagsByDigest(other.ecr)).toEqual({ [digest]: ['1.0.0'] });
    expect(frankfurt.aws.snapshot().repositories).toEqual([]);
  });

  test('fails on demand, and sends an event', async () => {
    const { ireland, frankfurt, details } = await startRegions();
    frankfurt.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsException' }]);
    await put(ireland.ecr, manifest('a'), '1.0.0');
    const status = await settled(ireland, '1.0.0');
    expect(status).toMatchObject({ status: 'FAILED', failureCode: 'KmsException' });
    expect(details('ECR Replication Action')).toMatchObject([{ result: 'FAILED' }]);
  });

  test.each([
    ['creates the repository by a template', { imageTagMutability: 'IMMUTABLE' as const }, true],
    ['fails for a template that lacks a role', { resourceTags: [{ Key: 'k', Value: 'v' }] }, false],
  ])('%s where it arrives', async (_what, settings, isCreated) => {
    const { ireland, frankfurt } = await startRegions();
    const template = { prefix: 'team-a', appliedFor: ['REPLICATION' as const], ...settings };
    await frankfurt.ecr.send(new CreateRepositoryCreationTemplateCommand(template));
    await put(ireland.ecr, manifest('a'), '1.0.0');
    const status = await settled(ireland, '1.0.0');
    expect(status?.failureCode).toBe(isCreated ? undefined : 'CustomRoleMissing');
    expect(frankfurt.aws.snapshot().repositories).toMatchObject(isCreated ? [settings] : []);
  });

  test('fails for a tag that is immutable at the destination', async () => {
    const { ireland, frankfurt } = await startRegions();
    await createRepository(frankfurt.ecr, { imageTagMutability: 'IMMUTABLE' });
    await put(frankfurt.ecr, manifest('old'), '1.0.0');
    await put(ireland.ecr, manifest('new'), '1.0.0');
    expect(await settled(ireland, '1.0.0')).toMatchObject({ status: 'FAILED' });
    expect(await tagsByDigest(frankfurt.ecr)).toEqual({ [digestOf(manifest('old'))]: ['1.0.0'] });
  });

  test('fails for an account that does not exist', async () => {
    const { ireland } = await startRegions([
      { destinations: [{ region: 'us-east-1', registryId: '444455556666' }] },
    ]);
    await put(ireland.ecr, manifest('a'), '1.0.0');
    expect(await settled(ireland, '1.0.0')).toMatchObject({
      region: 'us-east-1',
      failureCode: 'DestinationNotReachable',
    });
  });

  test('is shown with the registry', async () => {
    const { ireland } = await startRegions();
    const registry = await ireland.ecr.send(new DescribeRegistryCommand({}));
    expect(registry.replicationConfiguration).toEqual({ rules: [toFrankfurt] });
  });

  test('is refused for the registry itself, and for more than 25 destinations', async () => {
    const { ireland } = await startRegions();
    const to = (...regions: string[]) =>
      refusal(
        configure(ireland, [{ destinations: regions.map((region) => ({ region, registryId })) }]),
      );
    expect((await to('eu-west-1')).name).toBe('InvalidParameterException');
    const many = Array.from({ length: 26 }, (_, at) => `region-${at}`);
    expect((await to(...many)).name).toBe('InvalidParameterException');
  });
});
