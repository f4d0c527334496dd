import { PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { folderOf, partitionOf } from '../../../shared/walk/store/partition.ts';
import { index, manifest } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories, push } from '../../support/images.ts';
import { sampleEvent, type TestStack } from '../../support/stack.ts';
import { archive } from '../storage-class.ts';
import { createOwned, createRule, createSecret, host, reported, uses } from './registry.ts';
import type { Scenario } from './run.ts';

export const replication: Scenario = {
  name: 'replication',
  role: 'ReplicationRole',
  async around() {
    const frankfurt = await startTestAws({ region: 'eu-central-1' });
    frankfurt.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsError' }]);
    return { options: { peers: [frankfurt.aws] } };
  },
  async prepare(started) {
    const destinations = [{ region: 'eu-central-1', registryId: '123456789012' }];
    const replicationConfiguration = { rules: [{ destinations }] };
    await started.ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
    await createOwned(started, 'team-a/web');
    await push(started.ecr, 'team-a/web', ['1.0.0']);
  },
  async start({ stack }) {
    stack.deliver(sampleEvent('aws.ecr/replication-failed.json'));
    await stack.idle();
    await stack.fire('replication');
  },
};

export const storageClass: Scenario = {
  name: 'storage-class',
  role: 'StorageClassRole',
  options: {
    uses: {
      ...uses,
      services: [
        {
          cluster: 'prod',
          name: 'web',
          images: [`${host}/team-a/web:1.0.0`, `${host}/team-c/web:1.0.0`],
        },
      ],
    },
  },
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await createRepositories(started.ecr, 'team-c/web');
    for (const name of ['team-a/web', 'team-c/web']) {
      await push(started.ecr, name, ['1.0.0']);
      await archive(started, name, '1.0.0');
    }
    await reported(started, 'storage.archived', { text: 'team-a/gone', repository: 'team-a/gone' });
  },
  async start({ stack }) {
    const detail = { 'repository-name': 'team-a/web' };
    stack.deliver(sampleEvent('aws.ecr/image-action-archive.json', detail));
    await stack.idle();
    await stack.fire('storage-class');
  },
};

export const unknownEvent: Scenario = {
  name: 'unknown-event',
  role: 'UnknownEventRole',
  async start({ stack }) {
    stack.deliver(sampleEvent('aws.ecr/image-action-unknown.json'));
  },
};

export const alarm: Scenario = {
  name: 'alarm',
  role: 'AlarmRole',
  async prepare(started) {
    await reported(started, 'steward.not-running', { text: 'the stack' });
  },
  async start({ stack }) {
    const event = sampleEvent('aws.cloudwatch/alarm-state-change.json', {
      alarmName: 'ecr-steward-local-dead-letters',
      state: { value: 'ALARM' },
    });
    stack.deliver(event);
    await stack.idle();
    const resolved = { alarmName: 'ecr-steward-local-not-running', state: { value: 'OK' } };
    stack.deliver({
      ...event,
      detail: { ...Object(event.detail), ...resolved, previousState: { value: 'ALARM' } },
    });
  },
};

export const inventory: Scenario = {
  name: 'inventory',
  role: 'InventoryRole',
  async around() {
    const other = await startTestAws({ accountId: '111122223333' });
    return { options: { peers: [other.aws] } };
  },
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    const one = manifest('one');
    await push(started.ecr, 'team-a/web', ['1.0.0-amd64'], one);
    await push(started.ecr, 'team-a/web', ['1.0.0'], index(one));
    await createRule(
      started,
      'docker-hub',
      'registry-1.docker.io',
      await createSecret(started, {}),
    );
    await reported(started, 'inventory.failed', { ...home, text: 'the registry' });
    await leaveOver(started);
  },
  async start({ stack }) {
    await stack.fire('inventory');
  },
};

const home = { account: '123456789012', region: 'eu-west-1' };

/** A file of an earlier run of the day. */
async function leaveOver({ config, stack }: TestStack): Promise<void> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const partition = partitionOf({ registryId: home.account, region: home.region }, new Date());
  const Bucket = stack.resources.InventoryBucket?.name ?? '';
  const Key = `images/${folderOf(partition)}/part-9999-000.parquet`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })).finally(() => s3.destroy());
}
