import { describe, expect, test } from 'vitest';
import { createRepositories, push } from '../support/images.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';

const failed = 'aws.ecr/replication-failed.json';
describe('a copy that failed', () => {
  test('is reported where it should be, once for all events of a source', async () => {
    const { stack, alerts } = await startTestStack('');
    expect(stack.deliver(sampleEvent(failed))).toEqual(['replication']);
    stack.deliver(sampleEvent(failed));
    await stack.idle();
    stack.deliver(sampleEvent(failed, { 'image-tag': '1.4.3' }));
    await stack.idle();
    expect(alerts()).toEqual([
      expect.stringContaining(
        [
          'An image of team-a/web-app did not arrive from eu-west-1',
          '',
          '- team-a/web-app:1.4.2@sha256:86bc1e86cd4fcac07a84082792bfae621ec8c23cb99cc6573d24100fc49f3d36, replicated from registry 123456789012/eu-west-1, is not in this registry',
          '',
          'To do:',
          '- Get the failure code in that registry: aws ecr describe-image-replication-status --region eu-west-1 --repository-name team-a/web-app --image-id imageDigest=sha256:86bc1e86cd4fcac07a84082792bfae621ec8c23cb99cc6573d24100fc49f3d36',
        ].join('\n'),
      ),
    ]);
  });

  test('is not told when it has come meanwhile', async () => {
    const { ecr, stack, invocations, alerts } = await startTestStack('');
    await createRepositories(ecr, 'team-a/web-app');
    const digest = await push(ecr, 'team-a/web-app', ['1.4.2']);
    await stack.idle();
    stack.deliver(sampleEvent(failed, { 'image-digest': digest }));
    await stack.idle();
    expect(invocations.at(-1)?.outcome).toEqual({ ok: true, result: { arrived: true } });
    expect(alerts()).toEqual([]);
  });
});

test('a copy that succeeded reaches no function', async () => {
  const { stack } = await startTestStack('');
  expect(stack.deliver(sampleEvent('aws.ecr/replication-success.json'))).toEqual([]);
});
