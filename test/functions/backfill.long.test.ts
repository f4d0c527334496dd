import { DescribeRegistryCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { roomy } from '../support/acting.ts';
import { backfillComplete } from '../support/backfill.ts';
import { createRepositories, push } from '../support/images.ts';
import { startTestStack } from '../support/stack.ts';

const rule = '{destinations: [{region: eu-central-1}], repositories: [team-a/], backfill: true}';
const yml = `limits: ${roomy}\nregistry: {replication: {rules: [${rule}]}}`;

test('replication is declared, its backfill started, and its end reported by the hourly run', async () => {
  const { ecr, stack, alerts } = await startTestStack(yml);
  await createRepositories(ecr, 'team-a/web');
  await push(ecr, 'team-a/web', ['1.4.2']);
  await stack.idle();
  expect(await stack.fire('registry')).toMatchObject({
    ok: true,
    result: {
      changes: [
        { kind: 'replication', outcome: 'updated' },
        { kind: 'backfill', outcome: 'created' },
      ],
    },
  });
  const { replicationConfiguration } = await ecr.send(new DescribeRegistryCommand({}));
  expect(replicationConfiguration?.rules).toHaveLength(1);
  await backfillComplete(ecr);
  expect(await stack.fire('due')).toMatchObject({ ok: true });
  await stack.idle();
  expect(alerts()).toEqual([
    expect.stringContaining('The replication backfill to 123456789012/eu-central-1 is complete'),
  ]);
});

test.each(['due', 'registry'])(
  'what a backfill could not copy is named by the function %s',
  async (name) => {
    const { ecr, stack, alerts, aws } = await startTestStack(yml);
    await createRepositories(ecr, 'team-a/web');
    await push(ecr, 'team-a/web', ['1.4.2']);
    await push(ecr, 'team-a/web', ['1.4.3']);
    await stack.idle();
    aws.faults.set([{ operations: ['ecr:ReplicateImage'], error: 'KmsException', times: 1 }]);
    await stack.fire('registry');
    await backfillComplete(ecr);
    aws.faults.clear();
    expect(await stack.fire(name)).toMatchObject({ ok: true });
    await stack.idle();
    expect(alerts()).toEqual([
      expect.stringMatching(/team-a\/web:1\.4\.\d@sha256:\w+.*KmsException/s),
    ]);
  },
);
