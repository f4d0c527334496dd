import {
  BatchDeleteImageCommand,
  type ECRClient,
  ListImagesCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { journalOf, roomy } from '../support/acting.ts';
import { createRepositories, manifest, push } from '../support/images.ts';
import { sampleEvent, startTestStack, type TestStack } from '../support/stack.ts';

const registryYml = `
limits: ${roomy}
naming:
  grace: 10m
  maxDeletes: 2
  maxDeletePercent: 50
  tags:
    - rule: deletes
      repositories: ['scratch/*']
      patterns: ['pr-[0-9]+']
      action: delete
    - rule: releases
      repositories: ['team-a/*']
      kinds: [semver, version-line]
      requires: [{kinds: [version-line], sibling: {kinds: [semver]}}]
      message: See the wiki.
      action: quarantine
    - {rule: anything but test, deny: ['test*']}
`;

const fire = async ({ stack }: TestStack) => {
  const outcome = await stack.fire('naming');
  await stack.idle();
  return outcome;
};

/** Every image that has a tag, as `repository@digest: tags`. */
async function endState(ecr: ECRClient, repositories: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const repositoryName of repositories) {
    for await (const { imageDetails = [] } of paginateDescribeImages(
      { client: ecr },
      { repositoryName },
    )) {
      for (const { imageDigest, imageTags = [] } of imageDetails) {
        lines.push(`${repositoryName}@${imageDigest}: ${imageTags.toSorted()}`);
      }
    }
  }
  return lines.toSorted();
}

/** A clock of ECR that stands an hour back, so that what is pushed has no grace. */
const anHourAgo = { now: () => new Date(Date.now() - 3_600_000) };

describe('the schedule', () => {
  test('comes to the same end when every tenth event is lost', async () => {
    const repositories = ['team-a/web', 'team-b/web', 'team-a/api'];
    const ends: string[][] = [];
    const lost: number[] = [];
    for (const every of [Number.POSITIVE_INFINITY, 10]) {
      let events = 0;
      let dropped = 0;
      const isLost = () => {
        events += 1;
        if (events % every !== 0) return false;
        dropped += 1;
        return true;
      };
      const started = await startTestStack(registryYml, anHourAgo, {}, isLost);
      await createRepositories(started.ecr, ...repositories);
      for (let number = 0; number < 40; number += 1) {
        const tag = number % 3 === 0 ? `${number}.0.0` : `build-${number}`;
        await push(started.ecr, repositories[number % 3] ?? '', [tag]);
      }
      await started.stack.idle();
      await fire(started);
      ends.push(await endState(started.ecr, repositories));
      lost.push(dropped);
    }
    const [undisturbed, disturbed] = ends;
    expect(lost[0]).toBe(0);
    expect(lost[1]).toBeGreaterThan(3);
    expect(disturbed).toEqual(undisturbed);
    expect(undisturbed?.join()).toMatch(/quarantine-/);
    expect(undisturbed?.filter((line) => /^team-a.*build-/.test(line))).toEqual([]);
  });

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
    const { ok } = await fire(started);
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
    expect(await fire(started)).toMatchObject({ ok: true, result: { outcomes: { reported: 3 } } });
    expect(alerts()).toHaveLength(2);
  });

  test('deletes as much as it may, and says so when that was not all', async () => {
    const started = await startTestStack(registryYml, anHourAgo);
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'scratch/a');
    for (const tag of ['pr-1', 'pr-2', 'x', 'y', 'z']) await push(ecr, 'scratch/a', [tag]);
    await stack.idle();
    const before = await ecr.send(new ListImagesCommand({ repositoryName: 'scratch/a' }));
    expect(before.imageIds).toHaveLength(5);
    expect(alerts()).toEqual([]);
    expect(await fire(started)).toMatchObject({
      ok: true,
      result: { outcomes: { deleted: 2, held: 1 } },
    });
    expect(alerts()).toEqual([
      expect.stringMatching(
        /^2 naming violations in scratch\/a\n[\s\S]*\n {2}Done: scratch\/a@sha256:\w+ is deleted\n/,
      ),
      expect.stringMatching(
        /^1 held back by limits\.delete\n\n- limits\.delete allows 2 per run \(tags that are deleted\), and 2 are used up/,
      ),
    ]);
    expect(await fire(started)).toMatchObject({ result: { outcomes: { deleted: 1 } } });
    const { imageIds } = await ecr.send(new ListImagesCommand({ repositoryName: 'scratch/a' }));
    expect(imageIds?.map(({ imageTag }) => imageTag).toSorted()).toEqual(['pr-1', 'pr-2']);
    expect(alerts().slice(2)).toEqual([
      expect.stringMatching(/^1 wrong name in scratch\/a\n/),
      expect.stringMatching(/^Resolved: 1 held back by limits\.delete\n/),
    ]);
  });

  test('fails when something could not be done, and the retry does it', async () => {
    const started = await startTestStack(registryYml, anHourAgo, {}, () => true);
    const { aws, ecr, alerts, invocations, ledger } = started;
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['wrong']);
    aws.faults.set([{ operations: ['ecr:PutImage'], error: 'AccessDeniedException', times: 1 }]);
    expect(await fire(started)).toMatchObject({ ok: true });
    expect(invocations.map(({ outcome }) => outcome.ok)).toEqual([false, true]);
    expect(await endState(ecr, ['team-a/web'])).toEqual([
      `team-a/web@${digest}: quarantine-${digest.slice(7, 19)}`,
    ]);
    expect(alerts()).toEqual([
      expect.stringMatching(
        /^A wrong tag in team-a\/web could not be quarantined\n\n- "wrong" is still to be quarantined/,
      ),
      expect.stringMatching(/^1 wrong name in team-a\/web\n[\s\S]*\nDone:\n- The image stays, as /),
      expect.stringMatching(/^Resolved: A wrong tag in team-a\/web could not be quarantined\n/),
    ]);
    expect((await journalOf(ledger)).map(({ entry, notified }) => [entry.state, notified])).toEqual(
      [
        ['failed', false],
        ['done', true],
      ],
    );
  });

  test('finds a quarantine tag that somebody has pushed', async () => {
    const started = await startTestStack(registryYml, anHourAgo);
    const { ecr } = started;
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['quarantine-ffffffffffff']);
    expect(await fire(started)).toMatchObject({ result: { outcomes: { quarantined: 1 } } });
    expect(await endState(ecr, ['team-a/web'])).toEqual([
      `team-a/web@${digest}: quarantine-${digest.slice(7, 19)}`,
    ]);
  });
});

test('what is resolved is reported as such, once', async () => {
  const started = await startTestStack(registryYml, anHourAgo);
  const { ecr, stack, alerts, ownEvents } = started;
  await createRepositories(ecr, 'team-b/web');
  const imageDigest = await push(ecr, 'team-b/web', ['test-1', 'good']);
  await stack.idle();
  await fire(started);
  expect(alerts()).toHaveLength(1);
  const imageIds = [{ imageTag: 'test-1' }];
  await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'team-b/web', imageIds }));
  await fire(started);
  await fire(started);
  expect(alerts().slice(1)).toEqual([
    expect.stringMatching(
      /^Resolved: 1 wrong name in team-b\/web\n\n- It is resolved\. It was first reported /,
    ),
  ]);
  const where = { repository: 'team-b/web', tag: 'test-1', digest: imageDigest };
  expect(ownEvents).toMatchObject([
    { 'detail-type': 'ECR Steward Alert', detail: { state: 'raised', where } },
    { 'detail-type': 'ECR Steward Alert Cleared', detail: { state: 'cleared', where } },
  ]);
});

test('what a run could not read is not over', async () => {
  const started = await startTestStack(registryYml, anHourAgo);
  const { aws, ecr, stack, alerts } = started;
  await createRepositories(ecr, 'team-b/web');
  await push(ecr, 'team-b/web', ['test-1']);
  await stack.idle();
  await fire(started);
  aws.faults.set([{ operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' }]);
  await fire(started);
  expect(alerts()).toHaveLength(1);
});

describe('a push within its grace', () => {
  test('that gets its sibling in time is nothing', async () => {
    const started = await startTestStack(registryYml);
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['1.4', '1.4.2']);
    await stack.idle();
    await fire(started);
    expect(alerts()).toEqual([]);
    expect(await endState(ecr, ['team-a/web'])).toEqual([`team-a/web@${digest}: 1.4,1.4.2`]);
  });

  test('that does not is quarantined by the schedule when it is over', async () => {
    let now = new Date();
    const started = await startTestStack(registryYml, { now: () => now });
    const { ecr, stack, alerts } = started;
    await createRepositories(ecr, 'team-a/web');
    const image = manifest('late');
    const digest = await push(ecr, 'team-a/web', ['1.4', '1.5.0'], image);
    await stack.idle();
    expect(await fire(started)).toMatchObject({ result: { outcomes: { waiting: 1 } } });
    expect(alerts()).toEqual([]);
    // ECR takes the push for one of an hour ago.
    now = anHourAgo.now();
    await push(ecr, 'team-a/web', ['1.6'], manifest('an hour ago'));
    expect(await fire(started)).toMatchObject({
      result: { outcomes: { waiting: 1, quarantined: 1 } },
    });
    expect(alerts()).toEqual([
      expect.stringMatching(
        /"1\.6" needs a sibling, of 1\.6, on its image: [\s\S]*- Push it again with its sibling\n[\s\S]*- See the wiki\.\n/,
      ),
    ]);
    expect((await endState(ecr, ['team-a/web'])).join()).toContain(`${digest}: 1.4,1.5.0`);
  });

  test('also when an old image gets the tag: the event tells when', async () => {
    const { ecr, stack, alerts } = await startTestStack(registryYml, anHourAgo);
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['1.4']);
    await stack.idle();
    expect(alerts()).toEqual([]);
    const detail = { 'repository-name': 'team-a/web', 'image-digest': digest };
    const late = sampleEvent('aws.ecr/image-action-push-tagged.json', detail);
    await stack.invoke('push', { ...late, time: anHourAgo.now().toISOString() });
    expect(alerts()).toHaveLength(1);
  });
});
