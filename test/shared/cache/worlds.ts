import {
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  DeletePullThroughCacheRuleCommand,
  DeleteRegistryPolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryCreationTemplateCommand,
  DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  type DescribeRepositoryCreationTemplatesCommandOutput,
  type ECRClient,
  ListImagesCommand,
  PutLifecyclePolicyCommand,
  PutRegistryPolicyCommand,
} from '@aws-sdk/client-ecr';
import type { AppliedChange } from '../../../shared/cache/apply.ts';
import { applyCache } from '../../../shared/cache/apply.ts';
import type { CachePlan } from '../../../shared/cache/change.ts';
import type { DeclaredCache } from '../../../shared/cache/declared.ts';
import { observeWhole } from '../../../shared/cache/observe.ts';
import { planCache } from '../../../shared/cache/plan.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import { cacheRules } from '../../../shared/registry/read.ts';
import {
  lifecyclePolicy,
  registryPolicy,
  repositoryPolicy,
  resourceTags,
} from '../../../shared/registry/settings/policies.ts';
import { previewSettings } from '../../../shared/settings/preview.ts';
import type { TestAws } from '../../local/start.ts';
import { applying } from '../../support/acting.ts';
import { push } from '../../support/images.ts';
import { useOf } from '../../support/use.ts';

/** Registries to start from, and what they are in the end. */

export const roleArn = 'arn:aws:iam::123456789012:role/templates';

/** A file with one rule, for quay.io, and `keys` of it. */
export const declaring = (keys = '') =>
  parseRegistryConfig(`
pullThroughCache:
  prune: true
  rules:
    - {prefix: quay.io, upstream: quay${keys && `, ${keys.replace(/\s+/g, ' ')}`}}
`).pullThroughCache;

type Declared = DeclaredCache;
type Clients = Pick<TestAws, 'ecr' | 'secretsManager'>;

export async function planFor(clients: Clients, declared: Declared): Promise<CachePlan> {
  const { ecr } = clients;
  const observed = await observeWhole(clients, declared);
  const repositories = await previewSettings(ecr, observed.repositories, useOf(ecr));
  return planCache(declared, { ...observed, repositories });
}

export async function reconcile(clients: Clients, declared: Declared): Promise<AppliedChange[]> {
  return applyCache(applying(clients), await planFor(clients, declared));
}

export const otherStatement = {
  Sid: 'replication',
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 'ecr:ReplicateImage',
  Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/*',
};

/** What a statement of a registry policy needs beside Sid and Effect. */
export const anything = { Principal: '*', Action: 'ecr:*', Resource: '*' };

export async function putPolicy(ecr: ECRClient, ...statements: object[]): Promise<void> {
  const policyText = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await ecr.send(new PutRegistryPolicyCommand({ policyText }));
}

/** A template as somebody makes one by hand. */
export async function putTemplate(ecr: ECRClient, prefix: string, input: object = {}) {
  const base = { prefix, appliedFor: ['REPLICATION' as const], description: 'by hand' };
  await ecr.send(new CreateRepositoryCreationTemplateCommand({ ...base, ...input }));
}

/** A repository that the cache has filled, with an image. */
export async function putRepository(ecr: ECRClient, repositoryName: string, input: object = {}) {
  await ecr.send(new CreateRepositoryCommand({ repositoryName, ...input }));
  await push(ecr, repositoryName, ['1.0']);
}

export const handMadeLifecycle = JSON.stringify({
  rules: [
    {
      rulePriority: 7,
      description: 'a rule that somebody has made by hand',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 3 },
      action: { type: 'expire' },
    },
  ],
});

export async function putLifecycle(ecr: ECRClient, repositoryName: string): Promise<void> {
  const lifecyclePolicyText = handMadeLifecycle;
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
}

/** All that these changes are about, in a shape to compare. */
export async function registryOf(ecr: ECRClient): Promise<object> {
  const rules = (await cacheRules(ecr)).map(({ createdAt, updatedAt, ...rest }) => rest);
  const templates = (await templatesOf(ecr)).map(({ createdAt, updatedAt, ...rest }) => rest);
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  const read = repositories.map(async ({ createdAt, ...repository }) => {
    const { repositoryName = '', repositoryArn = '' } = repository;
    const { imageIds } = await ecr.send(new ListImagesCommand({ repositoryName }));
    return {
      ...repository,
      imageIds,
      lifecycle: await lifecyclePolicy(ecr, repositoryName),
      policy: await repositoryPolicy(ecr, repositoryName),
      tags: await resourceTags(ecr, repositoryArn),
    };
  });
  const policy = (await registryPolicy(ecr))?.text;
  return { rules, templates, policy, repositories: await Promise.all(read) };
}

type Templates = NonNullable<
  DescribeRepositoryCreationTemplatesCommandOutput['repositoryCreationTemplates']
>;

export async function templatesOf(ecr: ECRClient): Promise<Templates> {
  const answer = await ecr.send(new DescribeRepositoryCreationTemplatesCommand({}));
  return answer.repositoryCreationTemplates ?? [];
}

/** Takes away whatever a case has left behind, so that the next one can use the same AWS. */
export async function clear(ecr: ECRClient): Promise<void> {
  for (const { ecrRepositoryPrefix } of await cacheRules(ecr)) {
    await ecr.send(new DeletePullThroughCacheRuleCommand({ ecrRepositoryPrefix }));
  }
  for (const { prefix } of await templatesOf(ecr)) {
    await ecr.send(new DeleteRepositoryCreationTemplateCommand({ prefix }));
  }
  if (await registryPolicy(ecr)) await ecr.send(new DeleteRegistryPolicyCommand({}));
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  for (const { repositoryName } of repositories) {
    await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
  }
}
