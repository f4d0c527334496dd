import { BatchDeleteImageCommand, ListImagesCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { notePopulation } from '../../../shared/actions/population.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';
import { startTestStack } from '../../support/stack.ts';
import { anHourAgo, endState, fire, registryYml, walkNames } from './naming.ts';

describe('the walk', () => {
  test('tells in one message what stands, once, and not what a push has told', async () => {
    const lost = { is: false };
    const started = await startTestStack(registryYml, anHourAgo, {}, () => lost.is);
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team-b/web', 'team-c/web');
    await push(ecr, 'team-b/web', ['test-1']);
    await stack.idle();
    expect(alerts()).toHaveLength(1);
    lost.is = true;
    await push(ecr, 'team-b/web', ['test-2']);
    await push(ecr, 'team-c/web', ['test-3']);
    const { ok } = await walkNames(started);
    expect(ok).toBe(true);
    expect(alerts().slice(1)).toEqual([
      [
        '2 naming violations in 2 repositories',
        '',
        '- team-b/web:test-2: "test-2" is denied (test*) (rule: anything but test)',
        '- team-c/web:test-3: "test-3" is denied (test*) (rule: anything but test)',
        '',
        'Where: 123456789012/eu-west-1 (stage local)',
      ].join('\n'),
    ]);
    expect(await walkNames(started)).toMatchObject({
      ok: true,
      result: { outcomes: { reported: 3 } },
    });
    expect(alerts()).toHaveLength(2);
  });

  test('reports what is resolved, once', async () => {
    const started = await startTestStack(registryYml, anHourAgo);
    const { ecr, stack, alerts, ownEvents } = started;
    await createRepositories(ecr, 'team-b/web');
    const imageDigest = await push(ecr, 'team-b/web', ['test-1', 'good']);
    await stack.idle();
    await walkNames(started);
    expect(alerts()).toHaveLength(1);
    const imageIds = [{ imageTag: 'test-1' }];
    await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'team-b/web', imageIds }));
    await walkNames(started);
    await walkNames(started);
    expect(alerts().slice(1)).toEqual([
      expect.stringMatching(
        /^Resolved: 1 naming violation in team-b\/web\n\n- It is resolved\. It was first reported /,
      ),
    ]);
    const where = { repository: 'team-b/web', tag: 'test-1', digest: imageDigest };
    expect(ownEvents).toMatchObject([
      { 'detail-type': 'ECR Steward Alert', detail: { state: 'raised', where } },
      { 'detail-type': 'ECR Steward Alert Cleared', detail: { state: 'cleared', where } },
    ]);
  });
});

test('the hourly run deletes as much as it may, and says so when that was not all', async () => {
  const started = await startTestStack(registryYml, anHourAgo, {}, () => true);
  const { ecr, ledger, alerts } = started;
  await createRepositories(ecr, 'scratch/a');
  for (const tag of ['pr-1', 'pr-2', 'x', 'y', 'z']) await push(ecr, 'scratch/a', [tag]);
  const tags = async () => {
    const { imageIds } = await ecr.send(new ListImagesCommand({ repositoryName: 'scratch/a' }));
    return imageIds?.map(({ imageTag }) => imageTag).toSorted();
  };
  // Before the first walk nobody knows how many tags there are.
  expect(await walkNames(started)).toMatchObject({ result: { outcomes: { left: 3 } } });
  expect(await tags()).toHaveLength(5);
  expect(alerts()).toHaveLength(1);
  await notePopulation(ledger, { images: 5, tags: 5 }, new Date());
  expect(await fire(started)).toMatchObject({
    result: { naming: { outcomes: { deleted: 2, held: 1 } } },
  });
  expect(alerts().slice(1)).toEqual([
    expect.stringMatching(
      /^2 naming violations in scratch\/a\n[\s\S]*\n {2}Done: scratch\/a@sha256:\w+ is deleted\n/,
    ),
    expect.stringMatching(
      /^1 held back by limits\.delete\n\n- limits\.delete allows 2 per run \(tags that are deleted\), and 2 are used up/,
    ),
    expect.stringMatching(/^Resolved: 3 naming violations in scratch\/a\n/),
  ]);
  expect(await fire(started)).toMatchObject({ result: { naming: { outcomes: { deleted: 1 } } } });
  expect(await tags()).toEqual(['pr-1', 'pr-2']);
  await walkNames(started);
  expect(alerts().slice(4)).toEqual([
    expect.stringMatching(/^1 naming violation in scratch\/a\n/),
    expect.stringMatching(/^Resolved: 1 held back by limits\.delete\n/),
  ]);
});

describe('a push within its grace', () => {
  test('that gets its sibling in time is nothing', async () => {
    const started = await startTestStack(registryYml);
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['1.4', '1.4.2']);
    await stack.idle();
    await walkNames(started);
    expect(alerts()).toEqual([]);
    expect(await endState(ecr, ['team-a/web'])).toEqual([`team-a/web@${digest}: 1.4,1.4.2`]);
  });

  test('that does not is quarantined when it is over', async () => {
    let now = new Date();
    const started = await startTestStack(registryYml, { now: () => now });
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team-a/web');
    const image = manifest('late');
    const digest = await push(ecr, 'team-a/web', ['1.4', '1.5.0'], image);
    await stack.idle();
    expect(await fire(started)).toMatchObject({ result: { naming: { lookedAt: 0 } } });
    expect(await walkNames(started)).toMatchObject({ result: { outcomes: { waiting: 1 } } });
    expect(alerts()).toEqual([]);
    // ECR takes the push for one of an hour ago.
    now = anHourAgo.now();
    await push(ecr, 'team-a/web', ['1.6'], manifest('an hour ago'));
    await stack.idle();
    expect(await walkNames(started)).toMatchObject({ result: { outcomes: { waiting: 1 } } });
    expect(alerts()).toEqual([
      expect.stringMatching(
        /"1\.6" needs a sibling, of 1\.6, on its image: [\s\S]*- Push it again with its sibling\n[\s\S]*- See the wiki\.\n/,
      ),
    ]);
    expect((await endState(ecr, ['team-a/web'])).join()).toContain(`${digest}: 1.4,1.5.0`);
  });
});
