import { digestOf, index, manifest } from '../../local/images.ts';
import { createRepositories, push } from '../../support/images.ts';
import { sampleEvent } from '../../support/stack.ts';
import { recordUses, usedBy } from '../deletion.ts';
import { archive } from '../storage-class/storage-class.ts';
import { createOwned, host, reported, uses } from './registry.ts';
import type { Scenario } from './run.ts';

export const replication: Scenario = {
  name: 'replication',
  role: 'ReplicationRole',
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await createRepositories(started.ecr, 'team-c/web');
  },
  async start({ stack }) {
    for (const name of ['team-a/web', 'team-c/web']) {
      const detail = { 'repository-name': name };
      stack.deliver(sampleEvent('aws.ecr/replication-failed.json', detail));
      await stack.idle();
    }
  },
};

export const storageClass: Scenario = {
  name: 'storage-class',
  role: 'StorageClassRole',
  options: {
    uses: {
      ...uses,
      services: [
        ...uses.services,
        {
          cluster: 'prod',
          name: 'shop',
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
  },
  async start({ stack }) {
    const detail = { 'repository-name': 'team-a/web' };
    stack.deliver(sampleEvent('aws.ecr/image-action-archive.json', detail));
  },
};

const part = manifest('part');
const signature = manifest('signature', {
  subject: {
    ...{ mediaType: 'application/vnd.oci.image.index.v1+json', size: 1 },
    digest: digestOf(index(part)),
  },
});

/** An image index in use whose signature is in the archive: what the index lists is read. */
export const storageClassOfIndex: Scenario = {
  ...storageClass,
  options: {
    uses: {
      ...uses,
      services: [
        ...uses.services,
        { cluster: 'prod', name: 'shop', images: [`${host}/team-a/web:1.0.0`] },
      ],
    },
  },
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await push(started.ecr, 'team-a/web', [], part);
    await push(started.ecr, 'team-a/web', ['1.0.0'], index(part));
    await push(started.ecr, 'team-a/web', ['signature'], signature);
    await archive(started, 'team-a/web', 'signature');
  },
};

/** Images in use of repositories that were deleted, one of them of an owner with a topic. */
export const deletion: Scenario = {
  name: 'deletion',
  role: 'DeletionRole',
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    const digests = ['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`);
    const used = digests.map((digest) => usedBy('team-a/web', digest, [digest]));
    await recordUses(started, [...used, usedBy('team-c/web', digests[0] ?? '', ['1.0.0'])]);
  },
  async start({ stack }) {
    for (const repositoryName of ['team-a/web', 'team-c/web']) {
      const detail = { requestParameters: { repositoryName, force: true } };
      stack.deliver(sampleEvent('aws.ecr/cloudtrail-delete-repository.json', detail));
      await stack.idle();
    }
  },
};

/** No walk has recorded yet what is in use. */
export const deletionWithoutRecord: Scenario = {
  name: 'deletion',
  role: 'DeletionRole',
  async start({ stack }) {
    stack.deliver(sampleEvent('aws.ecr/image-action-delete-tagged.json'));
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
