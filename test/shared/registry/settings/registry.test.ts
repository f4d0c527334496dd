import { PutRegistryPolicyCommand } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { lifecyclePolicy, registryPolicy } from '../../../../shared/registry/settings/policies.ts';
import { isSame } from '../../../../shared/registry/settings/same.ts';
import { scanFrequencies } from '../../../../shared/registry/settings/scanning.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { createRepositories } from '../../../support/images.ts';
import { scanOnPush } from '../../../support/scanning.ts';

test('the policy is read, and none is none', async () => {
  const { aws, ecr } = await startTestAws();
  expect(await registryPolicy(ecr)).toBeUndefined();
  const statement = {
    ...{ Sid: 'x', Effect: 'Allow', Principal: { AWS: '123456789012' } },
    ...{ Action: 'ecr:ReplicateImage', Resource: '*' },
  };
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await ecr.send(new PutRegistryPolicyCommand({ policyText }));
  const found = await registryPolicy(ecr);
  expect(found?.registryId).toBe('123456789012');
  expect(isSame(found?.text, policyText)).toBe(true);
  aws.faults.set([{ error: 'AccessDeniedException' }]);
  await expect(registryPolicy(ecr)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a lifecycle policy of a repository that is gone is an error', async () => {
  const { ecr } = await startTestAws();
  await expect(lifecyclePolicy(ecr, 'gone')).rejects.toThrow('gone');
});

test('how often many repositories are scanned is asked for 25 at a time', async () => {
  const started = await startTestAws();
  await scanOnPush(started);
  const names = Array.from({ length: 26 }, (_, at) => `team/r${at}`);
  await createRepositories(started.ecr, ...names);
  const calls = recordCalls(started.aws);
  const found = await scanFrequencies(started.ecr, [...names, 'gone']);
  expect([...found.keys()].toSorted()).toEqual(names.toSorted());
  expect(new Set(found.values())).toEqual(new Set(['SCAN_ON_PUSH']));
  expect(calls).toHaveLength(2);
});
