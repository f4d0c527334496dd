import {
  PutImageTagMutabilityCommand,
  PutReplicationConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { notePopulation } from '../../../shared/actions/population.ts';
import { folderOf, partitionOf } from '../../../shared/registry/partition.ts';
import { inUseTag } from '../../../shared/registry/tags/own-tag.ts';
import { digestOf, index, manifest } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { createRepositories, push } from '../../support/images.ts';
import type { TestStack } from '../../support/stack.ts';
import { archive } from '../storage-class/storage-class.ts';
import {
  createHub,
  createOwned,
  createRule,
  createSecret,
  host,
  reported,
  uses,
} from './registry.ts';
import type { Scenario } from './run.ts';
import { findings, scanned } from './scenarios-scans.ts';
import { named } from './scenarios-tags.ts';

/** A walk over the registry, and over that of the other account in `targets:`. */
export const walk: Omit<Scenario, 'prepare'> = {
  name: 'walk',
  role: 'WalkRole',
  options: { uses },
  async around() {
    const other = await startTestAws({ accountId: '111122223333' });
    return { options: { peers: [other.aws] } };
  },
  async start({ stack }) {
    await stack.fire('walk');
  },
};

/** How many tags there are is known from an earlier walk. */
export const walkOfNames: Scenario = {
  ...walk,
  async prepare(started) {
    await named(started);
    await createOwned(started, 'wrong');
    await notePopulation(started.ledger, { images: 4, tags: 4 }, new Date());
    await reported(started, 'naming.failed', { text: 'team-a/web', repository: 'team-a/web' });
  },
};

export const walkOfMovedTags: Scenario = {
  ...walk,
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await createRepositories(started.ecr, 'team-c/web');
    for (const name of movable) await push(started.ecr, name, ['1.0.0']);
  },
  async start({ ecr, stack }) {
    await stack.fire('walk');
    for (const repositoryName of movable) {
      // The walk has made them immutable.
      const imageTagMutability = 'MUTABLE';
      await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
      await push(ecr, repositoryName, ['1.0.0'], manifest(`another ${repositoryName}`));
    }
    await stack.fire('walk');
  },
};

const movable = ['team-a/web', 'team-c/web'];

export const walkOfSettings: Scenario = {
  ...walk,
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await createRepositories(started.ecr, 'team-c/web');
    await push(started.ecr, 'team-a/web', ['1.0.0']);
    await reported(started, 'baseline.failed', { text: 'team-a/web', repository: 'team-a/web' });
  },
};

export const walkOfCached: Scenario = {
  ...walk,
  async prepare(started) {
    const { ecr } = started;
    await createHub(started);
    const repositoryName = 'docker-hub/library/redis';
    await createOwned(started, repositoryName);
    await push(ecr, repositoryName, ['7']);
    const imageTagMutability = 'IMMUTABLE';
    await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
  },
};

export const walkOfScans: Scenario = {
  ...walk,
  options: { uses, findings },
  async prepare(started) {
    await scanned(started);
    await reported(started, 'scanning.held', { text: 'team-a/web', repository: 'team-a/web' });
  },
};

export const walkOfReplication: Scenario = {
  ...walk,
  async around() {
    const frankfurt = await startTestAws({ region: 'eu-central-1' });
    frankfurt.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsError' }]);
    const other = await startTestAws({ accountId: '111122223333' });
    return { options: { peers: [frankfurt.aws, other.aws] } };
  },
  async prepare(started) {
    const destinations = [{ region: 'eu-central-1', registryId: '123456789012' }];
    const replicationConfiguration = { rules: [{ destinations }] };
    await started.ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
    await createOwned(started, 'team-a/web');
    await push(started.ecr, 'team-a/web', ['1.0.0']);
  },
};

export const walkOfArchived: Scenario = {
  ...walk,
  options: {
    uses: {
      ...uses,
      services: [
        ...uses.services,
        { cluster: 'prod', name: 'shop', images: movable.map((it) => `${host}/${it}:1.0.0`) },
      ],
    },
  },
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await createRepositories(started.ecr, 'team-c/web');
    for (const name of movable) {
      await push(started.ecr, name, ['1.0.0']);
      await archive(started, name, '1.0.0');
    }
    await reported(started, 'storage.archived', { text: 'team-a/gone', repository: 'team-a/gone' });
  },
};

/** An image that runs and is not kept, and one that does not run any more. */
export const walkOfShield: Scenario = {
  ...walk,
  options: {
    uses: {
      ...uses,
      services: [{ cluster: 'prod', name: 'web', images: [`${host}/team-s/web:1.0.0`] }],
    },
  },
  async prepare(started) {
    await createOwned(started, 'team-s/web');
    const one = manifest('one');
    await push(started.ecr, 'team-s/web', [], one);
    await push(started.ecr, 'team-s/web', ['1.0.0'], index(one));
    const ended = manifest('ended');
    const digest = digestOf(ended);
    await push(started.ecr, 'team-s/web', ['0.9.0', inUseTag(digest)], ended);
    const unneeded = [{ repository: 'team-s/web', digest, since: '2026-01-01T00:00:00.000Z' }];
    await putFile(
      started,
      'shield/account=123456789012/region=eu-west-1/unneeded.json',
      JSON.stringify(unneeded),
    );
    const where = { text: 'team-s/web', repository: 'team-s/web' };
    await reported(started, 'shield.failed', where);
  },
};

export const walkForInventory: Scenario = {
  ...walk,
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
};

const home = { account: '123456789012', region: 'eu-west-1' };

/** A file of an earlier run of the day. */
function leaveOver(started: TestStack): Promise<void> {
  const partition = partitionOf({ registryId: home.account, region: home.region }, new Date());
  return putFile(started, `images/${folderOf(partition)}/part-9999-000.parquet`, 'x');
}

export async function putFile(
  { config, stack }: TestStack,
  Key: string,
  Body: string,
): Promise<void> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const Bucket = stack.resources.InventoryBucket?.name ?? '';
  await s3.send(new PutObjectCommand({ Bucket, Key, Body })).finally(() => s3.destroy());
}
