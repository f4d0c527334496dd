import {
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCreationTemplateCommand,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import {
  cachePrefixes,
  cacheRules,
  creationTemplates,
  image,
  images,
  offeredCacheRules,
  repositories,
  repository,
} from '../../../shared/registry/read.ts';
import { unlessGone } from '../../../shared/registry/tags/races.ts';
import { digestOf } from '../../local/images.ts';
import { startTestAws } from '../../local/start.ts';
import { recordCalls } from '../../support/calls.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';
import { createRepositories, manifest, push } from '../../support/images.ts';

const namesOf = async (found: ReturnType<typeof repositories>) =>
  (await Array.fromAsync(found)).map(({ repositoryName }) => repositoryName);

describe('repositories', () => {
  test('are all, or those that are named, each once', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'team/a', 'team/b', 'team/c');
    expect(await namesOf(repositories(ecr))).toEqual(['team/a', 'team/b', 'team/c']);
    expect((await namesOf(repositories(ecr, ['team/c', 'team/a', 'team/c']))).toSorted()).toEqual([
      'team/a',
      'team/c',
    ]);
  });

  test.each([
    [100, 1],
    [101, 2],
  ])('of %i names are asked for in %i calls', async (count, expected) => {
    const { aws, ecr } = await startTestAws({
      synthetic: { repositories: count, imagesPerRepository: 0 },
    });
    const names = await namesOf(repositories(ecr));
    const calls = recordCalls(aws);
    expect((await namesOf(repositories(ecr, names))).toSorted()).toEqual(names.toSorted());
    expect(calls).toHaveLength(expected);
  });

  test('without a name are left out', async () => {
    const answers = [{ repositoryName: 'a' }, {}, { repositoryName: null }];
    const ecr = ecrAnswering({ DescribeRepositories: () => ({ repositories: answers }) });
    expect(await namesOf(repositories(ecr, ['a']))).toEqual(['a']);
    const none = ecrAnswering({ DescribeRepositories: () => ({}) });
    expect(await namesOf(repositories(none, ['a']))).toEqual([]);
  });

  test('that are gone are none, one by one, and an error among others', async () => {
    const { ecr } = await startTestAws();
    await createRepositories(ecr, 'team/a');
    expect((await repository(ecr, 'team/a'))?.repositoryName).toBe('team/a');
    expect(await repository(ecr, 'gone')).toBeUndefined();
    await expect(namesOf(repositories(ecr, ['team/a', 'gone']))).rejects.toThrow(
      RepositoryNotFoundException,
    );
  });
});

test('an image is there, or it or its repository is gone', async () => {
  const { aws, ecr } = await startTestAws();
  await createRepositories(ecr, 'team/a');
  const imageDigest = await push(ecr, 'team/a', ['1'], manifest('a'));
  expect(await image(ecr, 'team/a', { imageTag: '1' })).toMatchObject({ imageDigest });
  expect(await image(ecr, 'team/a', { imageTag: '2' })).toBeUndefined();
  expect(await image(ecr, 'gone', { imageDigest: digestOf('x') })).toBeUndefined();
  const listed = await Array.fromAsync(images(ecr, 'team/a', { tagStatus: 'ANY' }));
  expect(listed.map((it) => it.imageDigest)).toEqual([imageDigest]);
  aws.faults.set([{ error: 'AccessDeniedException' }]);
  await expect(image(ecr, 'team/a', { imageTag: '1' })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test('what is gone is undefined, and any other failure stays one', async () => {
  expect(await unlessGone(Promise.resolve(7))).toBe(7);
  await expect(unlessGone(Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('cache rules and templates are those that there are', async () => {
  const { ecr } = await startTestAws();
  expect(await cacheRules(ecr)).toEqual([]);
  expect(await creationTemplates(ecr)).toEqual([]);
  const rule = { ecrRepositoryPrefix: 'public', upstreamRegistryUrl: 'public.ecr.aws' };
  await ecr.send(new CreatePullThroughCacheRuleCommand(rule));
  const appliedFor = ['PULL_THROUGH_CACHE'] as const;
  const template = { prefix: 'public', appliedFor: [...appliedFor] };
  await ecr.send(new CreateRepositoryCreationTemplateCommand(template));
  expect(await cacheRules(ecr)).toMatchObject([rule]);
  expect(await creationTemplates(ecr)).toMatchObject([{ prefix: 'public' }]);
  const prefixes = await cachePrefixes(ecr, ['declared', 'public']);
  expect(prefixes.toSorted()).toEqual(['declared', 'public']);
});

test('where ECR has no cache rules, who needs them hears of it', async () => {
  const name = 'UnsupportedOperationException';
  const ecr = ecrAnswering({
    DescribePullThroughCacheRules: () => {
      throw Object.assign(new Error('no such thing'), { name });
    },
  });
  expect(await cacheRules(ecr)).toEqual([]);
  await expect(offeredCacheRules(ecr)).rejects.toMatchObject({ name });
});
