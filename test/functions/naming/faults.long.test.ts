import { describe, expect, test } from 'vitest';
import { auditLogOf } from '../../support/acting.ts';
import { createRepositories, push } from '../../support/images.ts';
import { sampleEvent, startTestStack } from '../../support/stack.ts';
import { anHourAgo, endState, fire, registryYml, walkNames } from './naming.ts';

describe('the walk', () => {
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
      await walkNames(started);
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

  test('does not fail when something could not be done, and the hourly run does it', async () => {
    const started = await startTestStack(registryYml, anHourAgo, {}, () => true);
    const { aws, ecr, alerts, invocations, ledger } = started;
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['wrong']);
    const denied = { operations: ['ecr:PutImage'], error: 'AccessDeniedException' };
    aws.faults.set([{ ...denied, times: 2 }]);
    expect(await walkNames(started)).toMatchObject({
      ok: true,
      result: { outcomes: { failed: 1 } },
    });
    // The retry of Lambda does what the run could not.
    expect(await fire(started)).toMatchObject({ ok: true });
    expect(invocations.map(({ outcome }) => outcome.ok)).toEqual([false, true]);
    expect(await endState(ecr, ['team-a/web'])).toEqual([
      `team-a/web@${digest}: quarantine-${digest.slice(7, 19)}`,
    ]);
    expect(alerts()).toEqual([
      expect.stringMatching(
        /^An invalid tag in team-a\/web could not be quarantined\n\n- "wrong" was not quarantined/,
      ),
      expect.stringMatching(
        /^1 naming violation in team-a\/web\n[\s\S]*\nDone:\n- The tag is removed. The image stays, as /,
      ),
      expect.stringMatching(/^Resolved: An invalid tag in team-a\/web could not be quarantined\n/),
    ]);
    expect(
      (await auditLogOf(ledger)).map(({ entry, notified }) => [entry.state, notified]),
    ).toEqual([
      ['failed', false],
      ['failed', false],
      ['done', true],
    ]);
  });

  test('finds a quarantine tag that somebody has pushed', async () => {
    const started = await startTestStack(registryYml, anHourAgo);
    const { ecr } = started;
    await createRepositories(ecr, 'team-a/web');
    const digest = await push(ecr, 'team-a/web', ['quarantine-ffffffffffff']);
    expect(await walkNames(started)).toMatchObject({ result: { outcomes: { quarantined: 1 } } });
    expect(await endState(ecr, ['team-a/web'])).toEqual([
      `team-a/web@${digest}: quarantine-${digest.slice(7, 19)}`,
    ]);
  });
});

test('what a walk could not read is not resolved', async () => {
  const started = await startTestStack(registryYml, anHourAgo);
  const { aws, ecr, stack, alerts } = started;
  await createRepositories(ecr, 'team-b/web');
  await push(ecr, 'team-b/web', ['test-1']);
  await stack.idle();
  await walkNames(started);
  aws.faults.set([{ operations: ['ecr:DescribeImages'], error: 'AccessDeniedException' }]);
  await walkNames(started);
  expect(alerts()).toHaveLength(1);
});

describe('a push within its grace', () => {
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
