import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  type ImageIdentifier,
  ListImagesCommand,
  paginateDescribeImages,
  paginateDescribePullThroughCacheRules,
  paginateDescribeRepositories,
  paginateListImages,
} from '@aws-sdk/client-ecr';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRepository, digestOf, manifest, put, remove, repositoryName } from '../images.ts';
import { imageOf, snapshotOf } from '../snapshots.ts';
import { refusal, startTestAws } from '../start.ts';

/** 40 images: every third one untagged, every fourth one with three tags. */
const images = Array.from({ length: 40 }, (_, n) =>
  imageOf(
    `image ${n}`,
    n % 3 === 0 ? {} : { imageTags: n % 4 ? [`v${n}`] : [`v${n}`, `a${n}`, `z${n}`] },
  ),
);

const many = snapshotOf(images, {
  repositories: [
    { repositoryName },
    ...Array.from({ length: 30 }, (_, n) => ({ repositoryName: `team-b/r${n}` })),
  ],
  pullThroughCacheRules: Array.from({ length: 30 }, (_, n) => ({
    ecrRepositoryPrefix: `cache-${n}`,
    upstreamRegistryUrl: 'quay.io',
    upstreamRegistry: 'quay',
  })),
});

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => Item[] = () => [],
) {
  const found: Item[] = [];
  for await (const page of pages) found.push(...items(page));
  return found;
}

describe('paging', () => {
  test('any page size yields the same sequence as one big page', async () => {
    const { ecr } = await startTestAws({ snapshot: many });
    const walk = (pageSize: number) => {
      const paging = { client: ecr, pageSize };
      return Promise.all([
        all(paginateDescribeImages(paging, { repositoryName }), (page) => page.imageDetails ?? []),
        all(paginateListImages(paging, { repositoryName }), (page) => page.imageIds ?? []),
        all(paginateDescribeRepositories(paging, {}), (page) => page.repositories ?? []),
        all(
          paginateDescribePullThroughCacheRules(paging, {}),
          (page) => page.pullThroughCacheRules ?? [],
        ),
      ]);
    };
    const whole = await walk(1000);
    expect(whole.map((list) => list.length)).toEqual([40, 52, 31, 30]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), async (pageSize) => {
        expect(await walk(pageSize)).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  test('returns 100 items by default', async () => {
    const tags = Array.from({ length: 130 }, (_, n) => `t${n}`);
    const snapshot = snapshotOf([imageOf('a', { imageTags: tags })]);
    const { ecr } = await startTestAws({ snapshot });
    const first = await ecr.send(new ListImagesCommand({ repositoryName }));
    expect(first.imageIds).toHaveLength(100);
    const { nextToken } = first;
    const rest = await ecr.send(new ListImagesCommand({ repositoryName, nextToken }));
    expect(rest.imageIds).toHaveLength(30);
    expect(rest.nextToken).toBeUndefined();
  });

  test('continues at the right place after returned items are deleted', async () => {
    const { ecr } = await startTestAws({ snapshot: many });
    const sorted = images.map((image) => image.imageDigest).sort();
    const page = { repositoryName, maxResults: 10 };
    const first = await ecr.send(new DescribeImagesCommand(page));
    await remove(ecr, ...sorted.slice(5, 12).map((imageDigest) => ({ imageDigest })));
    const second = await ecr.send(
      new DescribeImagesCommand({ ...page, nextToken: first.nextToken }),
    );
    expect(second.imageDetails?.map((image) => image.imageDigest)).toEqual(sorted.slice(12, 22));
  });

  test.each([0, 1001, -1])('refuses a page of %d', async (maxResults) => {
    const { ecr } = await startTestAws();
    const refused = await refusal(ecr.send(new DescribeRepositoriesCommand({ maxResults })));
    expect(refused.name).toBe('InvalidParameterException');
    expect(refused.message).toMatch(
      /^Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value (less|greater) than or equal to 1(000)?'$/,
    );
  });

  test('refuses garbage and the token of another list', async () => {
    const { ecr } = await startTestAws({ snapshot: many });
    const other = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 1 }));
    for (const nextToken of ['garbage', '', other.nextToken]) {
      const call = ecr.send(new ListImagesCommand({ repositoryName, nextToken }));
      expect((await refusal(call)).name).toBe('InvalidParameterException');
    }
  });

  test('cannot be combined with names', async () => {
    const { ecr } = await startTestAws({ snapshot: many });
    const named = { repositoryName, imageIds: [{ imageTag: 'v1' }] };
    for (const paging of [{ maxResults: 5 }, { nextToken: 'x' }]) {
      const call = ecr.send(new DescribeImagesCommand({ ...named, ...paging }));
      expect((await refusal(call)).name).toBe('InvalidParameterException');
    }
  });
});

describe('filters', () => {
  const snapshot = snapshotOf([
    imageOf('active', { imageTags: ['a'] }),
    imageOf('untagged'),
    imageOf('archived', {
      imageTags: ['b'],
      imageStatus: 'ARCHIVED',
      lastArchivedAt: 1_790_000_000,
    }),
  ]);

  test.each([
    [undefined, ['active', 'untagged']],
    [{ tagStatus: 'TAGGED' }, ['active']],
    [{ tagStatus: 'UNTAGGED' }, ['untagged']],
    [{ imageStatus: 'ARCHIVED' }, ['archived']],
    [{ imageStatus: 'ANY' }, ['active', 'untagged', 'archived']],
    [{ imageStatus: 'ANY', tagStatus: 'TAGGED' }, ['active', 'archived']],
  ] as const)('%j shows %j', async (filter, names) => {
    const { ecr } = await startTestAws({ snapshot });
    const input = { repositoryName, ...(filter && { filter }) };
    const { imageDetails } = await ecr.send(new DescribeImagesCommand(input));
    const { imageIds } = await ecr.send(new ListImagesCommand(input));
    const digests = new Set(names.map(digestOf));
    expect(new Set(imageDetails?.map((image) => image.imageDigest))).toEqual(digests);
    expect(new Set(imageIds?.map((id) => id.imageDigest))).toEqual(digests);
  });

  test('an archived image that is pushed again is active at once', async () => {
    const imageDigest = digestOf(manifest('a'));
    const { ecr } = await startTestAws({
      snapshot: snapshotOf([{ ...imageOf('a', { imageStatus: 'ARCHIVED' }), imageDigest }]),
    });
    await put(ecr, manifest('a'), '1.0.0');
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
    expect(imageDetails?.[0]).toMatchObject({
      imageStatus: 'ACTIVE',
      lastActivatedAt: expect.any(Date),
    });
  });
});

test('ListImages returns one pair of digest and tag per tag', async () => {
  const { ecr } = await startTestAws();
  await createRepository(ecr);
  const imageDigest = await put(ecr, manifest('a'), 'b');
  await put(ecr, manifest('a'), 'a');
  const { imageIds } = await ecr.send(new ListImagesCommand({ repositoryName }));
  expect(imageIds).toEqual<ImageIdentifier[]>([
    { imageDigest, imageTag: 'a' },
    { imageDigest, imageTag: 'b' },
  ]);
});
