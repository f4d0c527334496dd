import { PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { startTestAws } from '../local/start.ts';
import { recordCalls } from '../support/calls.ts';
import { createRepositories, push } from '../support/images.ts';
import { soon } from '../support/soon.ts';
import { sampleEvent, startTestStack } from '../support/stack.ts';

const failed = 'aws.ecr/replication-failed.json';
const registryId = '123456789012';

/** A registry that copies to another region, which refuses all copies. */
async function withBrokenReplication(error = 'KmsError') {
  const frankfurt = await startTestAws({ region: 'eu-central-1' });
  frankfurt.aws.faults.set([{ operations: ['ecr:ReplicateImage'], error }]);
  const started = await startTestStack('', { peers: [frankfurt.aws] });
  const destinations = [{ region: 'eu-central-1', registryId }];
  const filtered = [{ filter: 'team-a/', filterType: 'PREFIX_MATCH' as const }];
  const replicationConfiguration = { rules: [{ destinations, repositoryFilters: filtered }] };
  await started.ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration }));
  await createRepositories(started.ecr, 'team-a/web', 'team-b/api');
  return started;
}

describe('the sweep', () => {
  test('tells what did not get to its destination, and why, once a day', async () => {
    const started = await withBrokenReplication();
    const { ecr, stack } = started;
    const digest = await push(ecr, 'team-a/web', ['1.0.0']);
    await push(ecr, 'team-a/web', ['1.1.0']);
    await push(ecr, 'team-b/api', ['1.0.0']);
    await stack.idle();
    const result = { failed: 2, lookedAt: 2, notLookedAt: 0, notified: 1 };
    await soon(async () => expect(await stack.fire('replication')).toMatchObject({ result }));
    expect(await stack.fire('replication')).toMatchObject({ result: { failed: 2, notified: 0 } });
    expect(started.alerts()).toEqual([
      expect.stringMatching(
        /^Images of team-a\/web are not replicated to eu-central-1\n\n- 2 images did not reach registry 123456789012\/eu-central-1: KmsError\n/,
      ),
    ]);
    expect(started.alerts()[0]).toContain(`- team-a/web:1.0.0 (${digest})`);
  });

  test('is one call where nothing is replicated', async () => {
    const { aws, ecr, stack } = await startTestStack('');
    await createRepositories(ecr, 'team-a/web');
    const calls = recordCalls(aws);
    expect(await stack.fire('replication')).toMatchObject({ ok: true, result: { lookedAt: 0 } });
    expect(calls).toEqual(['dynamodb:GetItem', 'ecr:DescribeRegistry']);
  });
});

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
