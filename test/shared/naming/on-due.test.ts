import {
  BatchDeleteImageCommand,
  CreatePullThroughCacheRuleCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { type Due, noteAllDue } from '../../../shared/actions/due.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { onPush, pushEvent } from '../../../shared/naming/on-push.ts';
import { recordCalls } from '../../support/calls.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { namingOf } from './naming.ts';
import { type ReportingOptions, startReporting } from './reporting.ts';

const naming = namingOf(`{
  grace: 10m,
  tags: [
    {rule: deletes, repositories: ['scratch/*'], kinds: [semver], action: delete},
    {rule: siblings, allow: [latest], kinds: [semver], action: quarantine,
     requires: [{tags: [latest], sibling: {kinds: [semver]}}]}]}`);

const limitsOf = (yml: string) => parseRegistryConfig(`limits: ${yml}`).limits;

async function start(options: Partial<ReportingOptions> = {}) {
  const started = await startReporting({ naming, tags: 100, ...options });
  const { ecr, ledger, run } = started;
  return {
    ...started,
    /** The event of a push comes. */
    pushed: async (repositoryName: string, digest: string) => {
      const detail = { 'repository-name': repositoryName, 'image-digest': digest };
      return onPush({ ...(await run()), ecr }, [], pushEvent.parse({ detail }));
    },
    note: (repository: string, digest: string, minutesAgo = 1) =>
      noteAllDue(ledger, [dueOf(repository, digest, minutesAgo)]),
  };
}

function dueOf(repository: string, digest: string, minutesAgo = 1): Due {
  const dueAt = new Date(Date.now() - minutesAgo * 60_000);
  return { capability: 'naming', repository, digest, dueAt };
}

async function tagsIn(ecr: ECRClient, repositoryName: string): Promise<string[]> {
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  return imageDetails.flatMap(({ imageTags = [] }) => imageTags).toSorted();
}

const titlesOf = (messages: readonly string[]) => messages.map((it) => it.split('\n')[0]);

test('nothing due costs one query, and nothing of ECR', async () => {
  const { aws, due } = await start();
  const calls = recordCalls(aws);
  expect(await due()).toEqual({ lookedAt: 0 });
  expect(calls).toEqual(['dynamodb:Query']);
});

describe('a push', () => {
  test('whose grace ends without a sibling loses its tag then, and not before', async () => {
    const { ecr, clock, pushed, due, dueBy, messages, ledger } = await start({ ago: 1000 });
    await createRepositories(ecr, 'team/a');
    const digest = await push(ecr, 'team/a', ['latest']);
    await pushed('team/a', digest);
    expect(messages()).toEqual([]);
    expect(await dueBy()).toEqual([]);
    const [waiting] = await dueBy(new Date(Date.now() + 600_000));
    expect(waiting).toMatchObject({ repository: 'team/a', digest });
    // Ten minutes later, which ECR takes for the time of the push.
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team/a', force: true }));
    clock.ago = 600_001;
    await createRepositories(ecr, 'team/a');
    await push(ecr, 'team/a', ['latest']);
    await noteAllDue(ledger, [dueOf('team/a', digest)]);
    expect(await due()).toMatchObject({ lookedAt: 1, outcomes: { quarantined: 1 } });
    expect(await tagsIn(ecr, 'team/a')).toEqual([`quarantine-${digest.slice(7, 19)}`]);
    expect(titlesOf(messages())).toEqual(['1 naming violation in team/a']);
    expect(await due()).toEqual({ lookedAt: 0 });
  });

  test('that gets its sibling in time is looked at once, and nothing is said', async () => {
    const { ecr, pushed, note, due, dueBy, messages } = await start({ ago: 1000 });
    await createRepositories(ecr, 'team/a');
    const digest = await push(ecr, 'team/a', ['latest'], manifest('it'));
    await pushed('team/a', digest);
    await push(ecr, 'team/a', ['1.0.0'], manifest('it'));
    await note('team/a', digest);
    expect(await due()).toMatchObject({ lookedAt: 1, outcomes: {} });
    expect(messages()).toEqual([]);
    expect(await dueBy(new Date(Date.now() + 86_400_000))).toEqual([]);
  });

  test('whose tag has to be deleted is reported at once, deleted within the hour, and resolved', async () => {
    const { ecr, pushed, due, dueBy, messages } = await start();
    await createRepositories(ecr, 'scratch/a');
    const digest = await push(ecr, 'scratch/a', ['main']);
    await pushed('scratch/a', digest);
    expect(await tagsIn(ecr, 'scratch/a')).toEqual(['main']);
    expect(await due()).toMatchObject({ outcomes: { deleted: 1 } });
    expect(await tagsIn(ecr, 'scratch/a')).toEqual([]);
    expect(titlesOf(messages())).toEqual([
      '1 naming violation in scratch/a',
      '1 naming violation in scratch/a',
      'Resolved: 1 naming violation in scratch/a',
    ]);
    expect(await dueBy(new Date(Date.now() + 86_400_000))).toEqual([]);
  });
});

describe('what stays due', () => {
  test('is an image that waits again, at its new time', async () => {
    const { ecr, note, due, dueBy } = await start({ ago: 1000 });
    await createRepositories(ecr, 'team/a');
    const digest = await push(ecr, 'team/a', ['latest']);
    await note('team/a', digest);
    expect(await due()).toMatchObject({ lookedAt: 1, outcomes: { waiting: 1 } });
    expect(await due()).toEqual({ lookedAt: 0 });
    expect(await dueBy(new Date(Date.now() + 600_000))).toHaveLength(1);
  });

  test('is what failed: the run fails, and the next one does it', async () => {
    const { aws, ecr, note, due, messages } = await start();
    await createRepositories(ecr, 'team/a', 'team/b');
    const digests = [await push(ecr, 'team/a', ['main']), await push(ecr, 'team/b', ['main'])];
    await note('team/a', digests[0] ?? '');
    await note('team/b', digests[1] ?? '');
    aws.faults.set([{ operations: ['ecr:PutImage'], error: 'AccessDeniedException', times: 1 }]);
    await expect(due()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await tagsIn(ecr, 'team/b')).toEqual([`quarantine-${digests[1]?.slice(7, 19)}`]);
    expect(await due()).toMatchObject({ lookedAt: 1, outcomes: { quarantined: 1 } });
    expect(titlesOf(messages()).at(-1)).toBe(
      'Resolved: An invalid tag in team/a could not be quarantined',
    );
  });

  test('is what could not be read: nothing there is resolved', async () => {
    const { aws, ecr, pushed, due, dueBy, messages } = await start();
    await createRepositories(ecr, 'scratch/a');
    const digest = await push(ecr, 'scratch/a', ['main']);
    await pushed('scratch/a', digest);
    const imageIds = [{ imageTag: 'main' }];
    await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'scratch/a', imageIds }));
    const denied = { operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' };
    aws.faults.set([{ ...denied, times: 1 }]);
    await expect(due()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(messages()).toHaveLength(1);
    expect(await dueBy()).toHaveLength(1);
    expect(await due()).toMatchObject({ lookedAt: 1, outcomes: {} });
    expect(titlesOf(messages()).at(-1)).toBe('Resolved: 1 naming violation in scratch/a');
  });

  test('is what a limit of a run holds back; what one of a day does comes with a walk', async () => {
    const perRun = limitsOf('{quarantine: {perRun: {count: 1, percent: 100}}}');
    const held = await start({ gate: { limits: perRun } });
    const perDay = limitsOf('{quarantine: {perDay: {count: 1, percent: 100}}}');
    const heldToday = await start({ gate: { limits: perDay } });
    for (const [{ ecr, note, due, dueBy }, left] of [
      [held, 1],
      [heldToday, 0],
    ] as const) {
      await createRepositories(ecr, 'team/a', 'team/b');
      for (const name of ['team/a', 'team/b']) await note(name, await push(ecr, name, ['main']));
      expect(await due()).toMatchObject({ outcomes: { quarantined: 1, held: 1 } });
      expect(await dueBy()).toHaveLength(left);
    }
    expect(await held.due()).toMatchObject({ outcomes: { quarantined: 1 } });
  });

  test('is a deletion while no walk has counted the tags: a day later', async () => {
    const { ecr, note, due, dueBy } = await startTagless();
    await createRepositories(ecr, 'scratch/a');
    await note('scratch/a', await push(ecr, 'scratch/a', ['main']));
    expect(await due()).toMatchObject({ outcomes: { left: 1 } });
    expect(await due()).toEqual({ lookedAt: 0 });
    expect(await dueBy(new Date(Date.now() + 86_400_000))).toHaveLength(1);
    expect(await tagsIn(ecr, 'scratch/a')).toEqual(['main']);
  });

  test('is what there was no time for', async () => {
    const { ecr, note, due, dueBy, messages } = await start();
    await createRepositories(ecr, 'team/a');
    await note('team/a', await push(ecr, 'team/a', ['main']));
    expect(await due(Date.now())).toMatchObject({ lookedAt: 0, left: 1 });
    expect(await dueBy()).toHaveLength(1);
    expect(messages()).toEqual([]);
  });
});

describe('what is over', () => {
  test.each(['the image', 'the repository', 'the rule'])('is no longer due: %s', async (gone) => {
    const { ecr, note, due, dueBy, messages } = await start();
    await createRepositories(ecr, 'team/a');
    const [one, two] = [
      await push(ecr, 'team/a', ['main'], manifest('one')),
      await push(ecr, 'team/a', ['1.0.0'], manifest('two')),
    ];
    await note('team/a', one);
    await note('team/a', two);
    const repositoryName = 'team/a';
    if (gone === 'the image') {
      const imageIds = [{ imageDigest: one }];
      await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
    } else if (gone === 'the repository') {
      await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
    } else {
      const rule = { ecrRepositoryPrefix: 'team', upstreamRegistryUrl: 'quay.io' };
      await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    }
    expect(await due()).toMatchObject({ lookedAt: 2, left: 0, outcomes: {} });
    expect(messages()).toEqual([]);
    expect(await dueBy()).toEqual([]);
  });
});

test('many images of a repository cost a call for a hundred, and the others after them', async () => {
  const { aws, ecr, ledger, due } = await start();
  await createRepositories(ecr, 'scratch/a');
  const digests: string[] = [];
  for (let at = 0; at < 120; at += 1) {
    digests.push(await push(ecr, 'scratch/a', [`1.0.${at}`], manifest(String(at))));
  }
  await noteAllDue(
    ledger,
    digests.map((digest) => dueOf('scratch/a', digest)),
  );
  const calls = recordCalls(aws);
  expect(await due()).toMatchObject({ lookedAt: 120 });
  expect(calls.filter((it) => it.startsWith('ecr:'))).toEqual(Array(2).fill('ecr:DescribeImages'));
});

/** Before any walk. */
async function startTagless() {
  const started = await startReporting({ naming });
  const note = (repository: string, digest: string) =>
    noteAllDue(started.ledger, [dueOf(repository, digest)]);
  return { ...started, note };
}
