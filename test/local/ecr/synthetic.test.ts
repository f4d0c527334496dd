import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  type ImageDetail,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageCommand,
  paginateDescribeImages,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { startLocalAws } from '../../../local/aws.ts';
import { parseSyntheticSize } from '../../../local/ecr/synthetic/size.ts';
import { refusal, startTestAws, type TestAws } from '../start.ts';

const repositoryName = 'team-0000/service-03';

describe('a synthetic registry', () => {
  test('has as many repositories as asked for, page after page by name', async () => {
    const { ecr } = await startTestAws({
      synthetic: { repositories: 1201, imagesPerRepository: 0 },
    });
    const sizes: number[] = [];
    const names: string[] = [];
    for await (const page of paginateDescribeRepositories({ client: ecr, pageSize: 1000 }, {})) {
      sizes.push(page.repositories?.length ?? 0);
      names.push(...(page.repositories ?? []).map((it) => it.repositoryName ?? ''));
    }
    expect(sizes).toEqual([1000, 201]);
    expect(new Set(names).size).toBe(1201);
    expect(names).toEqual(names.toSorted());
    expect(names[342]).toBe('team-0003/service-42');
  });

  test('has as many images as asked for, each once, by digest', async () => {
    const images = await imagesOf(await start({ imagesPerRepository: 2500 }), 1000);
    const digests = images.map(({ imageDigest }) => imageDigest ?? '');
    expect(digests).toHaveLength(2500);
    expect(new Set(digests).size).toBe(2500);
    expect(digests).toEqual(digests.toSorted());
    expect(digests.every((digest) => /^sha256:[0-9a-f]{64}$/.test(digest))).toBe(true);
  });

  test('is the same in every process, at every page size, and another with another seed', async () => {
    const [first, again, other] = await Promise.all([
      start({}).then((aws) => imagesOf(aws, 1000)),
      start({}).then((aws) => imagesOf(aws, 7)),
      start({ seed: 2 }).then((aws) => imagesOf(aws, 1000)),
    ]);
    expect(again).toEqual(first);
    expect(first.filter((image, at) => image.imageDigest === other[at]?.imageDigest)).toEqual([]);
  });

  test('has untagged, archived and never pulled images, indexes and signatures', async () => {
    const images = await imagesOf(await start({}), 1000);
    const digests = new Set(images.map(({ imageDigest }) => imageDigest));
    const subjects = images.flatMap((it) => it.subjectManifestDigest ?? []);
    expect({
      untagged: images.filter((it) => !it.imageTags).length,
      archived: images.filter((it) => it.imageStatus === 'ARCHIVED').length,
      indexes: images.filter((it) => it.imageManifestMediaType?.includes('index')).length,
      signatures: subjects.filter((digest) => digests.has(digest)).length,
    }).toEqual({ untagged: 60, archived: 20, indexes: 20, signatures: 20 });
    const neverPulled = images.filter((it) => !it.lastRecordedPullTime).length;
    expect(neverPulled).toBeGreaterThan(20);
    expect(neverPulled).toBeLessThan(100);
  });

  test('finds an image by digest and by each of its tags', async () => {
    const aws = await start({});
    const images = await imagesOf(aws, 1000);
    const tagged = images.filter(({ imageTags = [] }) => imageTags.length === 2).slice(0, 10);
    expect(tagged).toHaveLength(10);
    for (const { imageDigest, imageTags = [] } of tagged) {
      const imageIds = [{ imageDigest }, ...imageTags.map((imageTag) => ({ imageTag }))];
      const found = await aws.ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
      expect(found.imageDetails?.map((it) => it.imageDigest)).toEqual(
        imageIds.map(() => imageDigest),
      );
    }
    const imageIds = [{ imageTag: '1.9.99' }];
    const missing = await refusal(
      aws.ecr.send(new DescribeImagesCommand({ repositoryName, imageIds })),
    );
    expect(missing.name).toBe('ImageNotFoundException');
  });

  test('answers all other reads of a repository', async () => {
    const { ecr } = await start({});
    const named = { repositoryName: 'team-0000/service-04' };
    const { repositories } = await ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [named.repositoryName] }),
    );
    const resourceArn = repositories?.[0]?.repositoryArn;
    const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ Key: 'team', Value: '0' }]);
    const { policyText } = await ecr.send(new GetRepositoryPolicyCommand(named));
    expect(policyText).toContain('111122223333');
    const { lifecyclePolicyText } = await ecr.send(new GetLifecyclePolicyCommand(named));
    expect(lifecyclePolicyText).toContain('untagged');
    const { imageIds = [] } = await ecr.send(new ListImagesCommand({ ...named, maxResults: 3 }));
    const { images } = await ecr.send(new BatchGetImageCommand({ ...named, imageIds }));
    expect(images).toHaveLength(3);
  });

  test('refuses writes to repositories, and says why; rules can be written', async () => {
    const { ecr } = await start({});
    const writes = [
      ecr.send(new CreateRepositoryCommand({ repositoryName: 'a/b' })),
      ecr.send(new PutImageCommand({ repositoryName, imageManifest: '{}' })),
    ];
    for (const write of writes) {
      expect(await refusal(write)).toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining('synthetic registry is read-only'),
      });
    }
    const rules = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(rules.pullThroughCacheRules).toEqual([]);
  });

  test('cannot be combined with a data folder', async () => {
    const synthetic = { repositories: 1, imagesPerRepository: 1 };
    const snapshot = { repositories: [], imageDetails: [] };
    await expect(startLocalAws({ synthetic, snapshot })).rejects.toThrow(
      /cannot be combined with a snapshot/,
    );
  });
});

test.each([
  ['1000x200', { repositories: 1000, imagesPerRepository: 200 }],
  ['0x0', { repositories: 0, imagesPerRepository: 0 }],
  ['100001x1', undefined],
  ['10', undefined],
  ['-1x5', undefined],
  ['1e3x5', undefined],
])('the size %s', (text, size) => {
  expect(parseSyntheticSize(text)).toEqual(size);
});

function start(size: { imagesPerRepository?: number; seed?: number }): Promise<TestAws> {
  return startTestAws({ synthetic: { repositories: 5, imagesPerRepository: 200, ...size } });
}

async function imagesOf({ ecr }: TestAws, pageSize: number): Promise<ImageDetail[]> {
  const images: ImageDetail[] = [];
  const input = { repositoryName, filter: { imageStatus: 'ANY' as const } };
  const pages = paginateDescribeImages({ client: ecr, pageSize }, input);
  for await (const page of pages) images.push(...(page.imageDetails ?? []));
  return images;
}
