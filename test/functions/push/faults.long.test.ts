import { CreatePullThroughCacheRuleCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { notifyUnsent } from '../../../shared/actions/unsent.ts';
import type { Alert } from '../../../shared/alerts/alert.ts';
import { createRepositories, push } from '../../support/images.ts';
import { sampleEvent, startTestStack } from '../../support/stack.ts';
import { quarantined, registryYml, tagsOf } from './push.ts';

describe('a push', () => {
  test('to a repository with a wrong name is told', async () => {
    const { ecr, stack, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'web2');
    await push(ecr, 'web2', ['1.0.0']);
    await stack.idle();
    expect(alerts()).toEqual([expect.stringContaining('"web2" is not [a-z/-]+')]);
  });

  test.each(['declared/x', 'observed/x'])('into the cache %s is exempt', async (repository) => {
    const { ecr, stack, alerts } = await startTestStack(registryYml);
    const rule = { ecrRepositoryPrefix: 'observed', upstreamRegistryUrl: 'quay.io' };
    await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
    await createRepositories(ecr, repository);
    await push(ecr, repository, ['test']);
    await stack.idle();
    expect(alerts()).toEqual([]);
  });
});

describe('an event', () => {
  test.each([
    ['no detail', {}, 'detail'],
    [
      'no repository',
      { detail: { 'image-digest': `sha256:${'a'.repeat(64)}` } },
      'repository-name',
    ],
    ['neither digest nor tag', { detail: { 'repository-name': 'a/b' } }, 'detail'],
    [
      'a digest that is none',
      { detail: { 'repository-name': 'a/b', 'image-digest': 'x' } },
      'digest',
    ],
    [
      'a number for a name',
      { detail: { 'repository-name': 7, 'image-tag': 'a' } },
      'repository-name',
    ],
    [
      'a hostile name',
      { detail: { 'repository-name': '../\n', 'image-tag': 'a' } },
      'repository-name',
    ],
  ])('with %s is logged with its id and acknowledged', async (_, event, problem) => {
    const { stack, invocations, deadLetters } = await startTestStack(registryYml);
    const outcome = await stack.invoke('push', { id: 'the-event-id', ...event });
    expect(outcome).toMatchObject({ ok: true, result: { acknowledged: true } });
    const [line = ''] = invocations[0]?.logs ?? [];
    expect(JSON.parse(line)).toMatchObject({ level: 'ERROR', eventId: 'the-event-id' });
    expect(line).toContain(problem);
    expect(deadLetters()).toEqual([]);
  });

  test('that comes twice tells once of what is only reported', async () => {
    const { ecr, stack, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-b/web');
    const digest = await push(ecr, 'team-b/web', ['test']);
    const detail = { 'repository-name': 'team-b/web', 'image-digest': digest };
    for (const _ of [1, 2, 3]) {
      stack.deliver(sampleEvent('aws.ecr/image-action-push-tagged.json', detail));
    }
    await stack.idle();
    expect(alerts()).toHaveLength(1);
  });

  test('that fails for a while is retried and done', async () => {
    const { aws, ecr, stack, invocations } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    const operations = ['ecr:DescribeImages'];
    aws.faults.set([{ operations, error: 'AccessDeniedException', times: 2 }]);
    const digest = await push(ecr, 'team-a/web', ['latest']);
    await stack.idle();
    const pushes = invocations.filter(({ functionName }) => functionName === 'push');
    expect(pushes.map(({ outcome }) => outcome.ok)).toEqual([false, false, true]);
    expect(await tagsOf(ecr, 'team-a/web', digest)).toEqual([quarantined(digest)]);
  });

  test('whose alert cannot be sent is told by a later run, from the journal', async () => {
    const { aws, ecr, stack, ledger, alerts } = await startTestStack(registryYml);
    await createRepositories(ecr, 'team-a/web');
    aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError', times: 1 }]);
    const digest = await push(ecr, 'team-a/web', ['latest']);
    await stack.idle();
    expect(await tagsOf(ecr, 'team-a/web', digest)).toEqual([quarantined(digest)]);
    expect(alerts()).toEqual([]);
    const told: Alert[] = [];
    const notify = async (news: readonly Alert[]) => void told.push(...news);
    const later = new Date(Date.now() + 20 * 60_000);
    for (const _ of [1, 2]) await notifyUnsent(ledger, notify, 'naming', later);
    expect(told).toMatchObject([
      {
        title: 'An action was not reported when it was done: team-a/web:latest',
        cause: { windowSeconds: 604_800 },
      },
    ]);
  });
});
