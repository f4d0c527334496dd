import { noteAllDue } from '../../../shared/actions/due.ts';
import { notePopulation } from '../../../shared/actions/population.ts';
import { digestOf, index } from '../../local/images.ts';
import { profile } from '../../shared/registry-settings/worlds.ts';
import { roomy } from '../../support/acting.ts';
import { activateOn } from '../../support/activated.ts';
import { backfillComplete } from '../../support/backfill.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { sampleEvent, type TestStack } from '../../support/stack.ts';
import { createOwned, host, reported, uses } from './registry.ts';
import type { Scenario } from './run.ts';
import { prepareBackfill } from './scenarios-registry.ts';

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

/** Images with a naming violation: of an owner with a topic, and of one without. */
export async function named(started: TestStack): Promise<Record<string, string>> {
  await createOwned(started, 'team-a/web', 'team-b/api');
  await createRepositories(started.ecr, 'team-c/web');
  const digests: Record<string, string> = {};
  for (const name of ['team-c/web', 'team-a/web']) {
    digests[name] = await push(started.ecr, name, ['wrong']);
  }
  digests['team-b/api'] = await push(started.ecr, 'team-b/api', ['1.0.0', 'wrong']);
  return digests;
}

/** The grace of images has ended; that of one that was deleted meanwhile, too. */
export const due: Scenario = {
  name: 'due',
  role: 'DueRole',
  options: { uses },
  async prepare(started) {
    const { ledger } = started;
    const digests = await named(started);
    digests['team-d/gone'] = digestOf(manifest('gone'));
    const dueAt = new Date(Date.now() - 60_000);
    const all = Object.entries(digests).map(([repository, digest]) => {
      return { capability: 'naming' as const, repository, digest, dueAt };
    });
    await noteAllDue(ledger, all);
    await notePopulation(ledger, { images: 3, tags: 4 }, new Date());
    const where = { repository: 'team-a/web', digest: digests['team-a/web'] ?? '' };
    await reported(started, 'naming.failed', { text: 'team-a/web', ...where });
  },
  async start({ stack }) {
    await stack.fire('due');
  },
};

/** A backfill that the function registry has started has ended, and could not copy an image. */
export const backfilled: Scenario = {
  ...due,
  async prepare(started) {
    await prepareBackfill(started);
    await started.stack.fire('registry');
    await backfillComplete(started.ecr);
  },
};

/** The grace of an image that has to be signed has ended, too. */
export const unsigned: Scenario = {
  ...due,
  async prepare({ aws, ecr, ledger }) {
    const rule = `{signingProfileArn: "${profile('one')}"}`;
    const text = `limits: ${roomy}\nregistry: {signing: {rules: [${rule}]}}`;
    await activateOn(aws, ledger.table, text);
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['1.0.0']);
    const dueAt = new Date(Date.now() - 60_000);
    await noteAllDue(ledger, [{ capability: 'signing', repository: 'team-a/web', digest, dueAt }]);
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
  },
};

/** Repositories that were created: one of an owner with a topic, one of no owner, and one with an invalid name. */
export const repository: Scenario = {
  name: 'repository',
  role: 'RepositoryRole',
  options: {
    uses: {
      ...uses,
      // Only a function with a published version is asked for its aliases.
      functions: [
        {
          ...{ name: 'image', imageUri: `${host}/team-a/web:1.0.5` },
          versions: [{ imageUri: `${host}/team-a/web:1.0.5` }],
        },
      ],
    },
  },
  async prepare(started) {
    await createOwned(started, 'team-a/web', 'wrong');
    await createRepositories(started.ecr, 'team-c/web');
    // More than the policy keeps, so that it matters what runs; the newest does.
    for (const tag of ['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4']) {
      await push(started.ecr, 'team-a/web', [tag]);
    }
    await push(started.ecr, 'team-a/web', ['1.0.5'], index());
  },
  async start({ stack }) {
    for (const repositoryName of ['team-a/web', 'team-c/web', 'wrong']) {
      const file = 'aws.ecr/cloudtrail-create-repository.json';
      stack.deliver(sampleEvent(file, { requestParameters: { repositoryName } }));
      await stack.idle();
    }
  },
};
