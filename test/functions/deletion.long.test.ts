import { BatchDeleteImageCommand, DeleteRepositoryCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { mergeDeletions } from '../../shared/use/deleted/deletion.ts';
import { push } from '../support/images.ts';
import { sampleEvent } from '../support/stack.ts';
import { host, kept, onlyCloudTrail, recordUses, usedBy, withPolicy } from './deletion.ts';

describe('a lifecycle policy that deletes', () => {
  test('an image in use: one critical alert with who runs it, the rule, and ways back', async () => {
    const started = await withPolicy();
    const { aws, stack, old } = started;
    await recordUses(started, [usedBy('team-a/web', old, ['1.0.0'])]);
    aws.runLifecyclePolicies();
    await stack.idle();
    expect(started.alerts()).toHaveLength(1);
    const [alert = ''] = started.alerts();
    expect(alert).toContain('An image in use was deleted in team-a/web');
    expect(alert).toContain('- used by ECS service prod/web\n');
    expect(alert).toContain('- its tags: 1.0.0\n');
    expect(alert).toContain(`crane copy REGISTRY/team-a/web@${old} ${host}/team-a/web:1.0.0`);
    expect(started.ownEvents.map(({ detail }) => detail)).toMatchObject([
      { kind: 'use.lost', severity: 'critical', where: { digest: old } },
    ]);
  });

  test('an image in use, if only CloudTrail says so: the alert has the rule', async () => {
    const started = await withPolicy(onlyCloudTrail);
    const { aws, stack, old } = started;
    await recordUses(started, [usedBy('team-a/web', old, ['1.0.0'])]);
    aws.runLifecyclePolicies();
    await stack.idle();
    const [alert = ''] = started.alerts();
    expect(alert).toContain(
      '- deleted by rule 3 of the lifecycle policy (keep the newest: Image count more than 1)\n',
    );
    expect(alert).toContain('- Correct rule 3 of the lifecycle policy of team-a/web first');
  });

  test('an image that nobody uses: a row of it with its rule, and no alert', async () => {
    const started = await withPolicy();
    const { aws, stack, old, young } = started;
    await recordUses(started, [usedBy('team-a/web', young, ['2.0.0'])]);
    aws.runLifecyclePolicies();
    await stack.idle();
    expect(started.alerts()).toEqual([]);
    const rows = mergeDeletions([...(await kept(started)).values()].flat());
    expect(rows).toEqual([
      {
        ...{ at: expect.any(String), repository: 'team-a/web', digest: old, tags: ['1.0.0'] },
        ...{ action: 'DELETE', cause: 'lifecycle policy', rule: 3 },
        ...{ ruleText: 'keep the newest: Image count more than 1', inUse: false, usedBy: [] },
      },
    ]);
  });

  test('more images than an event has room for: a row of each', async () => {
    const started = await withPolicy();
    const { aws, ecr, stack, old } = started;
    const digests = [old];
    for (let at = 0; at < 23; at += 1) digests.push(await push(ecr, 'team-a/web', [`3.0.${at}`]));
    await recordUses(started, []);
    aws.runLifecyclePolicies();
    await stack.idle();
    const rows = mergeDeletions([...(await kept(started)).values()].flat());
    const policy = rows.filter(({ cause }) => cause === 'lifecycle policy');
    expect(policy).toHaveLength(24);
    expect(new Set(policy.map(({ digest }) => digest)).size).toBe(24);
    expect(started.alerts()).toEqual([]);
  });

  test('nothing, but archives: the row says so, and no alert calls it lost', async () => {
    const started = await withPolicy();
    const { stack, old } = started;
    await recordUses(started, [usedBy('team-a/web', old, ['1.0.0'])]);
    const event = sampleEvent('aws.ecr/cloudtrail-service-event-lifecycle-execution.json');
    const detail = structuredClone(Object(event.detail));
    const { serviceEventDetails: details } = detail;
    details.repositoryName = 'team-a/web';
    details.lifecycleEventPolicy.lifecycleEventRules[0].action = 'transition';
    details.lifecycleEventImageActions[0].lifecycleEventImage.digest = old;
    stack.deliver({ ...event, detail });
    await stack.idle();
    expect([...(await kept(started)).values()].flat()).toMatchObject([
      { digest: old, action: 'ARCHIVE', cause: 'lifecycle policy', rule: 1, inUse: true },
    ]);
    expect(started.alerts()).toEqual([]);
  });
});

test.each([['image-action-delete-tagged'], ['cloudtrail-batch-delete-image']])(
  '%s, which comes twice, is kept once',
  async (file) => {
    const started = await withPolicy();
    await recordUses(started, []);
    for (let times = 0; times < 2; times += 1) {
      expect(started.stack.deliver(sampleEvent(`aws.ecr/${file}.json`))).toEqual(['deletion']);
      await started.stack.idle();
    }
    expect([...(await kept(started)).values()].flat()).toHaveLength(1);
  },
);

describe('a person removes', () => {
  test('a tag in use of an image that stays: the tag is reported, and nothing is kept', async () => {
    const started = await withPolicy();
    const { ecr, stack } = started;
    const digest = await push(ecr, 'team-a/web', ['3.0.0', 'latest']);
    await recordUses(started, [usedBy('team-a/web', digest, ['3.0.0'])]);
    await ecr.send(
      new BatchDeleteImageCommand({
        repositoryName: 'team-a/web',
        imageIds: [{ imageTag: 'latest' }],
      }),
    );
    await stack.idle();
    expect(started.alerts()).toEqual([]);
    await ecr.send(
      new BatchDeleteImageCommand({
        repositoryName: 'team-a/web',
        imageIds: [{ imageTag: '3.0.0' }],
      }),
    );
    await stack.idle();
    expect(started.ownEvents.map(({ detail }) => detail)).toMatchObject([
      { kind: 'use.lost', severity: 'critical', where: { tag: '3.0.0', digest } },
    ]);
  });

  test('an image that is kept for a rollback: a warning', async () => {
    const started = await withPolicy();
    const { ecr, stack, old } = started;
    await recordUses(started, [usedBy('team-a/web', old, [old], { standby: true })]);
    await ecr.send(
      new BatchDeleteImageCommand({
        repositoryName: 'team-a/web',
        imageIds: [{ imageDigest: old }],
      }),
    );
    await stack.idle();
    expect(started.ownEvents.map(({ detail }) => detail)).toMatchObject([
      { kind: 'use.lost', severity: 'warning', where: { digest: old } },
    ]);
  });

  test.each([
    ['as ECR and CloudTrail say', () => false],
    ['as only CloudTrail says', onlyCloudTrail],
  ])('the whole repository, %s: each of its images in use is reported', async (_, isLost) => {
    const started = await withPolicy(isLost);
    const { ecr, stack, old, young } = started;
    await recordUses(started, [
      usedBy('team-a/web', old, [old]),
      usedBy('team-a/web', young, [young]),
      usedBy('team-b/web', old, [old]),
    ]);
    await ecr.send(new DeleteRepositoryCommand({ repositoryName: 'team-a/web', force: true }));
    await stack.idle();
    const lost = started.ownEvents.map(({ detail }) => Object(detail).where.digest);
    expect(lost.sort()).toEqual([old, young].sort());
    if (isLost !== onlyCloudTrail) return;
    expect(started.alerts().join()).toContain(
      '- Create the repository: aws ecr create-repository --repository-name team-a/web\n',
    );
    expect(started.alerts().join()).toContain('the repository was deleted by arn:aws:');
  });
});

describe('whether it was in use is not known', () => {
  test('as a source could not be read: one alert, whatever is deleted', async () => {
    const started = await withPolicy();
    const { aws, stack } = started;
    await recordUses(started, [], [{ source: 'ecs', why: 'access denied' }]);
    aws.runLifecyclePolicies();
    await stack.idle();
    stack.deliver(sampleEvent('aws.ecr/image-action-delete-untagged.json'));
    await stack.idle();
    expect(started.ownEvents.map(({ detail }) => detail)).toMatchObject([
      { kind: 'use.lost', severity: 'error' },
    ]);
    const rows = mergeDeletions([...(await kept(started)).values()].flat());
    expect(rows.map(({ inUse }) => inUse)).toEqual([undefined, undefined]);
  });

  test('as no walk has ended yet: it is kept as such, without an alert', async () => {
    const started = await withPolicy();
    started.aws.runLifecyclePolicies();
    await started.stack.idle();
    expect(started.alerts()).toEqual([]);
    const rows = mergeDeletions([...(await kept(started)).values()].flat());
    expect(rows).toMatchObject([{ cause: 'lifecycle policy' }]);
    expect(rows[0]).not.toHaveProperty('inUse', false);
  });
});

test('an image in use that was pushed again in the meantime is not reported', async () => {
  const started = await withPolicy();
  const { stack, young } = started;
  await recordUses(started, [usedBy('team-a/web', young, ['2.0.0'])]);
  const of = { 'repository-name': 'team-a/web', 'image-digest': young };
  stack.deliver(sampleEvent('aws.ecr/image-action-delete-untagged.json', of));
  await stack.idle();
  expect(started.alerts()).toEqual([]);
  expect((await kept(started)).size).toBe(0);
});
