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
    await ecr.send(new PutRegistryPolicyCommand({ policyText }));
    expect(await get()).toMatchObject({ registryId, policyText });
    await ecr.send(new DeleteRegistryPolicyCommand({}));
    expect((await refusal(get())).name).toBe('RegistryPolicyNotFoundException');
  });

  test.each(['no JSON', '{}', '{"Statement":[{"Effect":"Maybe"}]}'])(
    'must be policies, not %s',
    async (text) => {
      const { ecr } = await startTestAws();
      await createRepository(ecr);
      const set = new SetRepositoryPolicyCommand({ repositoryName, policyText: text });
      expect((await refusal(ecr.send(set))).message).toBe(
        "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
      );
    },
  );

  const lifecycle = (selection: object, rulePriority = 1) =>
    JSON.stringify({
      rules: [{ rulePriority, description: 'expire', selection, action: { type: 'expire' } }],
    });
  const untagged = { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 5 };

  test('of the lifecycle are put, read and deleted', async () => {
    const { ecr } = await startTestAws();
    await createRepository(ecr);
    const lifecyclePolicyText = lifecycle(untagged);
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    const get = () => ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    expect(await get()).toMatchObject({ repositoryName, lifecyclePolicyText });
    await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
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
