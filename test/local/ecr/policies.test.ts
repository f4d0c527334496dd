import {
  DeleteLifecyclePolicyCommand,
  DeleteRegistryPolicyCommand,
  DeleteRepositoryPolicyCommand,
  GetLifecyclePolicyCommand,
  GetRegistryPolicyCommand,
  GetRepositoryPolicyCommand,
  PutLifecyclePolicyCommand,
  PutRegistryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { createRepository, repositoryName } from '../images.ts';
import { refusal, startTestAws } from '../start.ts';

const registryId = '123456789012';

describe('policies', () => {
  const policyText = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }],
  });

  test('of a repository are set, read and deleted', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    const get = () => ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
    expect((await refusal(get())).name).toBe('RepositoryPolicyNotFoundException');
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    expect(await get()).toMatchObject({ registryId, repositoryName, policyText });
    await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
    expect((await refusal(get())).name).toBe('RepositoryPolicyNotFoundException');
  });

  test('of the registry are put, read and deleted', async () => {
    const { ecr } = await startTestAws();
    const get = () => ecr.send(new GetRegistryPolicyCommand({}));
    expect((await refusal(get())).name).toBe('RegistryPolicyNotFoundException');
    const ofRegistry = policyText.replace('"Action"', '"Resource":"*","Action"');
    await ecr.send(new PutRegistryPolicyCommand({ policyText: ofRegistry }));
    expect(await get()).toMatchObject({ registryId, policyText: ofRegistry });
    await ecr.send(new DeleteRegistryPolicyCommand({}));
    expect((await refusal(get())).name).toBe('RegistryPolicyNotFoundException');
  });

  const lifecycle = (selection: object, rulePriority = 1) =>
    JSON.stringify({
      rules: [{ rulePriority, description: 'expire', selection, action: { type: 'expire' } }],
    });
  const untagged = { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 5 };

  test('for lifecycles are put, read and deleted', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    const lifecyclePolicyText = lifecycle(untagged);
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    const get = () => ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    const never = { repositoryName, lifecyclePolicyText, lastEvaluatedAt: new Date(0) };
    expect(await get()).toMatchObject(never);
    const deleted = await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    expect(deleted).toMatchObject(never);
    expect((await refusal(get())).name).toBe('LifecyclePolicyNotFoundException');
  });

  test.each([
    ['too short', '{"rules":[]}'],
    ['not JSON', 'x'.repeat(200)],
    ['tagged without a list', lifecycle({ ...untagged, tagStatus: 'tagged' })],
    ['a unit for a count', lifecycle({ ...untagged, countUnit: 'days' })],
    ['an unknown member', lifecycle({ ...untagged, colour: 'blue' })],
    ['priority 0', lifecycle(untagged, 0)],
  ])('of the lifecycle are refused: %s', async (_what, lifecyclePolicyText) => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    const put = new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText });
    expect((await refusal(ecr.send(put))).name).toBe('InvalidParameterException');
  });
});
