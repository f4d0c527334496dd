import { CreateRepositoryCreationTemplateCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { recordCalls } from '../../support/calls.ts';
import { sampleEvent } from '../../support/stack.ts';
import { alertAfter, denied, withRule } from './pull-failure.ts';

describe('the cause of failed pulls is', () => {
  test('a template that sets tags without a role', async () => {
    const started = await withRule();
    const template = { prefix: 'docker-hub', appliedFor: ['PULL_THROUGH_CACHE' as const] };
    const resourceTags = [{ Key: 'owner', Value: 'platform' }];
    await started.ecr.send(
      new CreateRepositoryCreationTemplateCommand({ ...template, resourceTags }),
    );
    expect(await alertAfter(started, denied)).toMatch(
      /Cause: the repository creation template docker-hub sets tags without a role/,
    );
  });

  test.each([
    ['aws.ecr/ptc-failed-access-denied.json', 'it answers a wrong path in the same way'],
    ['aws.ecr/ptc-failed-rate-limited.json', 'the upstream got too many requests'],
    ['aws.ecr/ptc-failed-unavailable.json', 'the upstream does not answer'],
  ])('what the code says, when nothing else is wrong: %s', async (file, cause) => {
    const path = 'docker-hub/library/redis';
    const detail = { 'ecr-repository-prefix': 'docker-hub', 'repository-name': path };
    expect(await alertAfter(await withRule(), file, detail)).toContain(cause);
  });

  test.each([
    ['a code that is new', { 'failure-code': 'SomethingNew' }, 'ECR says SomethingNew: '],
    ['the name of a method', { 'failure-code': 'constructor' }, 'ECR says constructor: '],
    ['no code', { 'failure-code': undefined }, 'ECR says no code: '],
  ])('told as it is for %s', async (_, detail, cause) => {
    expect(await alertAfter(await withRule(), denied, detail)).toContain(cause);
  });
});

test('a hundred failed pulls of one cause are one message and one diagnosis', async () => {
  const started = await withRule();
  const calls = recordCalls(started.aws);
  for (let tag = 0; tag < 100; tag += 1) {
    started.stack.deliver(sampleEvent(denied, { 'image-tag': `1.${tag}` }));
  }
  await started.stack.idle();
  expect(started.alerts()).toHaveLength(1);
  expect(calls.filter((call) => call === 'ecr:ValidatePullThroughCacheRule')).toHaveLength(1);
  await alertAfter(started, 'aws.ecr/ptc-failed-rate-limited.json');
  expect(started.alerts()).toHaveLength(2);
});

test('an alert that cannot be sent is sent on the retry', async () => {
  const started = await withRule();
  started.aws.faults.set([{ operations: ['sns:*'], error: 'AuthorizationError', times: 1 }]);
  started.stack.deliver(sampleEvent(denied));
  await started.stack.idle();
  const runs = started.invocations.filter(({ functionName }) => functionName === 'pull-failure');
  expect(runs.map(({ outcome }) => outcome.ok)).toEqual([false, true]);
  expect(started.alerts()).toHaveLength(1);
});
