import {
  CreateRepositoryCreationTemplateCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';

import { cached, cachedName, pushIndex, startCache, startUpstream } from './cache.ts';

const lifecyclePolicy = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: 'untagged images go after a week',
      selection: {
        tagStatus: 'untagged',
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 7,
      },
      action: { type: 'expire' },
    },
  ],
});

test('a first pull creates the repository as the template with the longest prefix says', async () => {
  const upstream = await startUpstream();
  await pushIndex(upstream.send, '1.0.0');
  const { send, ecr } = await startCache(upstream.aws.endpoint);
  const appliedFor = ['PULL_THROUGH_CACHE' as const];
  for (const settings of [
    { prefix: 'ROOT', imageTagMutability: 'MUTABLE' as const },
    { prefix: 'quay', imageTagMutability: 'IMMUTABLE' as const, lifecyclePolicy },
  ]) {
    await ecr.send(new CreateRepositoryCreationTemplateCommand({ appliedFor, ...settings }));
  }
  expect((await send('GET', `${cached}/manifests/1.0.0`)).status).toBe(200);
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
  expect(repositories).toMatchObject([
    { repositoryName: cachedName, imageTagMutability: 'IMMUTABLE' },
  ]);
  const input = { repositoryName: cachedName };
  const { lifecyclePolicyText } = await ecr.send(new GetLifecyclePolicyCommand(input));
  expect(lifecyclePolicyText).toBe(lifecyclePolicy);
});

test('a template with tags and no role breaks the pull: not found, and a failed action', async () => {
  const upstream = await startUpstream();
  await pushIndex(upstream.send, '1.0.0');
  const { send, ecr, cacheEvents } = await startCache(upstream.aws.endpoint);
  const template = { prefix: 'quay', appliedFor: ['PULL_THROUGH_CACHE' as const] };
  const resourceTags = [{ Key: 'owner', Value: 'platform' }];
  await ecr.send(new CreateRepositoryCreationTemplateCommand({ ...template, resourceTags }));
  const refused = await send('GET', `${cached}/manifests/1.0.0`);
  expect([refused.status, await refused.text()]).toEqual([
    404,
    expect.stringContaining('NAME_UNKNOWN'),
  ]);
  expect(cacheEvents()).toMatchObject([{ detail: { 'sync-status': 'FAILED' } }]);
});
