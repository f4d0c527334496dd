import { digestOf } from '../../local/images.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { sampleEvent } from '../../support/stack.ts';
import { createOwned, reported, uses } from './registry.ts';
import type { Scenario } from './run.ts';

/** The event of a push of `push`. */
function pushed(repository: string, tag: string) {
  const digest = digestOf(manifest(`${repository} ${tag}`));
  const detail = { 'repository-name': repository, 'image-tag': tag, 'image-digest': digest };
  return sampleEvent('aws.ecr/image-action-push-tagged.json', detail);
}

export const pushing: Scenario = {
  name: 'push',
  role: 'PushRole',
  options: { uses },
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await createRepositories(started.ecr, 'team-c/web');
    for (const name of ['team-a/web', 'team-c/web']) await push(started.ecr, name, ['wrong']);
  },
  async start({ stack }) {
    for (const name of ['team-a/web', 'team-c/web']) {
      stack.deliver(pushed(name, 'wrong'));
      await stack.idle();
    }
  },
};

export const naming: Scenario = {
  name: 'naming',
  role: 'NamingRole',
  options: { uses },
  async prepare(started) {
    await createOwned(started, 'team-a/web', 'team-b/api');
    await createRepositories(started.ecr, 'team-c/web');
    await push(started.ecr, 'team-c/web', ['wrong']);
    await push(started.ecr, 'team-a/web', ['wrong']);
    await push(started.ecr, 'team-b/api', ['1.0.0', 'wrong']);
    await reported(started, 'naming.failed', { text: 'team-a/web', repository: 'team-a/web' });
  },
  async start({ stack }) {
    await stack.fire('naming');
  },
};

export const movedTags: Scenario = {
  name: 'moved-tags',
  role: 'MovedTagsRole',
  async prepare(started) {
    await createOwned(started, 'team-a/web');
    await createRepositories(started.ecr, 'team-c/web');
    for (const name of ['team-a/web', 'team-c/web']) await push(started.ecr, name, ['1.0.0']);
  },
  async start({ ecr, stack }) {
    for (const name of ['team-a/web', 'team-c/web']) {
      stack.deliver(pushed(name, '1.0.0'));
      await stack.idle();
      await push(ecr, name, ['1.0.0'], manifest(`another ${name}`));
      stack.deliver(pushed(name, '1.0.0'));
      await stack.idle();
    }
    await stack.fire('moved-tags');
  },
};

export const repository: Scenario = {
  name: 'repository',
  role: 'RepositoryRole',
  async prepare(started) {
    await createOwned(started, 'team-a/web', 'wrong');
    await createRepositories(started.ecr, 'team-c/web');
    await push(started.ecr, 'team-a/web', ['1.0.0']);
    await reported(started, 'baseline.failed', { text: 'team-a/web', repository: 'team-a/web' });
  },
  async start({ stack }) {
    await stack.fire('repository');
  },
};
