import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecr';
import type { Gate } from '../../../shared/actions/gate.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { lifecyclePolicyText } from '../../../shared/config/schema/repositories/lifecycle-policy.ts';
import {
  lifecyclePolicy,
  repositoryPolicy,
  resourceTags,
} from '../../../shared/registry/settings/policies.ts';
import { applyRepositories } from '../../../shared/repositories/apply.ts';
import { declaredRules } from '../../../shared/repositories/rules.ts';
import { changesOfPlan } from '../../../shared/settings/change.ts';
import { planForScope, previewPlan } from '../../../shared/settings/scope.ts';
import { freely } from '../../support/acting.ts';
import { useOf } from '../../support/use.ts';

/** Registries to start from, and what they are in the end. */

export const NAME = 'team-a/web';

/** A file with one repository, and `keys` of it. */
export const declaring = (keys: string, names = NAME) =>
  parseRegistryConfig(`repositories: [{names: ["${names}"], ${keys}}]`).repositories;

type Declared = ReturnType<typeof declaring>;

export async function planFor(ecr: ECRClient, declared: Declared) {
  const planned = await planForScope(ecr, declaredRules(declared), { cachePrefixes: [] });
  return changesOfPlan(await previewPlan(ecr, planned, useOf(ecr)));
}

export async function reconcile(ecr: ECRClient, declared: Declared, gate: Gate = freely) {
  return applyRepositories({ ecr, gate }, declared, await planFor(ecr, declared));
}

const statement = { Effect: 'Allow', Principal: '*', Action: 'ecr:DescribeImages' };
export const policyByHand = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
export const lifecycleByHand = JSON.stringify({
  rules: [
    {
      ...{ rulePriority: 7, description: 'by hand', action: { type: 'expire' } },
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 },
    },
  ],
});
export const lifecycleOfWords = lifecyclePolicyText({ keepLast: 77 });

export async function create(ecr: ECRClient, input: object = {}): Promise<string> {
  const command = new CreateRepositoryCommand({ repositoryName: NAME, ...input });
  const { repository } = await ecr.send(command);
  return repository?.repositoryArn ?? '';
}

export async function putLifecycle(ecr: ECRClient, lifecyclePolicyText: string): Promise<void> {
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName: NAME, lifecyclePolicyText }));
}

export async function putPolicy(ecr: ECRClient, policyText: string): Promise<void> {
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: NAME, policyText }));
}

export async function tag(ecr: ECRClient, resourceArn: string, tags: Record<string, string>) {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await ecr.send(new TagResourceCommand({ resourceArn, tags: list }));
}

/** All that these changes are about, in a shape to compare. */
export async function registryOf(ecr: ECRClient): Promise<object[]> {
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  return Promise.all(
    repositories.map(async ({ createdAt, ...repository }) => {
      const { repositoryName = '', repositoryArn = '' } = repository;
      return {
        ...repository,
        lifecycle: await lifecyclePolicy(ecr, repositoryName),
        policy: await repositoryPolicy(ecr, repositoryName),
        tags: await resourceTags(ecr, repositoryArn),
      };
    }),
  );
}

/** Takes away whatever a case has left behind, so that the next one can use the same AWS. */
export async function clear(ecr: ECRClient): Promise<void> {
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  for (const { repositoryName } of repositories) {
    await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
  }
}
