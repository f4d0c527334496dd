import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  SetRepositoryPolicyCommand,
  UpdateRepositoryCreationTemplateCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import {
  lifecyclePolicy,
  repositoryPolicy,
  resourceTags,
} from '../../shared/registry/settings/policies.ts';
import { roomy } from '../support/acting.ts';
import { resultsOf } from '../support/reactions.ts';
import { startTestStack } from '../support/stack.ts';

const registryYml = `
limits: ${roomy}
repositories:
  - names: [team-a/web]
    owner: team-a
    mutability: IMMUTABLE
    lifecycle: {keepLast: 20}
    policy: {Statement: [{Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage"}]}
    replacePolicy: true
  - {names: ["lab/**"], tags: {kind: lab}}
baseline: [{repositories: ["**"], action: enforce, mutability: IMMUTABLE}]
creationTemplates: [{prefix: lab, appliedFor: [CREATE_ON_PUSH], lifecycle: {expireUntaggedDays: 3}}]
`;

test('the walk creates what is missing, with the rights of its role', async () => {
  const { ecr, stack, alerts } = await startTestStack(registryYml);
  expect(await stack.fire('walk')).toMatchObject({ ok: true });
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  expect(repositories).toMatchObject([
    { repositoryName: 'team-a/web', imageTagMutability: 'IMMUTABLE' },
  ]);
  expect(await lifecyclePolicy(ecr, 'team-a/web')).toContain('"countNumber":20');
  expect(await repositoryPolicy(ecr, 'team-a/web')).toContain('ecr:BatchGetImage');
  expect(alerts()).toEqual([
    expect.stringContaining('team-a/web was created, as registry.yml declares it'),
  ]);
});

test('an event brings a declared repository in line, by its entry and not by the baseline', async () => {
  const started = await startTestStack(registryYml);
  const { ecr, stack } = started;
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'lab/a' }));
  await stack.idle();
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  expect(repositories).toMatchObject([{ imageTagMutability: 'MUTABLE' }]);
  const [{ repositoryArn = '' } = {}] = repositories;
  expect(await resourceTags(ecr, repositoryArn)).toEqual({ kind: 'lab' });
  expect(resultsOf(started, 'repository')).toHaveLength(1);
});

test('a repository policy that somebody puts is replaced where the entry says so', async () => {
  const { ecr, stack } = await startTestStack(registryYml);
  await stack.fire('walk');
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'ecr:*' }];
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: 'team-a/web', policyText }));
  await stack.idle();
  expect(await repositoryPolicy(ecr, 'team-a/web')).not.toContain('ecr:*');
});

test('the function cache makes the template, without any cache rule', async () => {
  const { ecr, stack } = await startTestStack(registryYml);
  expect(await stack.fire('cache')).toMatchObject({ ok: true });
  const { repositoryCreationTemplates } = await ecr.send(
    new DescribeRepositoryCreationTemplatesCommand({ prefixes: ['lab'] }),
  );
  expect(repositoryCreationTemplates).toMatchObject([{ appliedFor: ['CREATE_ON_PUSH'] }]);
});

test('a template that somebody changes is brought back, without a right to pass any role', async () => {
  const { ecr, stack, alerts } = await startTestStack(registryYml);
  await stack.fire('cache');
  const input = { prefix: 'lab', imageTagMutability: 'IMMUTABLE' as const };
  await ecr.send(new UpdateRepositoryCreationTemplateCommand(input));
  await stack.idle();
  const { repositoryCreationTemplates } = await ecr.send(
    new DescribeRepositoryCreationTemplatesCommand({ prefixes: ['lab'] }),
  );
  expect(repositoryCreationTemplates).toMatchObject([{ imageTagMutability: 'MUTABLE' }]);
  expect(alerts()).toEqual([]);
});
