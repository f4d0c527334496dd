import {
  type GetLifecyclePolicyPreviewCommandOutput,
  ImageNotFoundException,
  type LifecyclePolicyPreviewResult,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { nothingAffected } from '../../../../shared/registry/lifecycle/policy-preview.ts';
import { previewResults } from '../../../../shared/registry/lifecycle/preview-results.ts';
import { type EcrAnswers, ecrAnswering } from '../../../support/ecr-answering.ts';

const policyText = '{"rules":[]}';

type Page = Partial<GetLifecyclePolicyPreviewCommandOutput>;

function result(type: 'EXPIRE' | 'TRANSITION', ...imageTags: string[]) {
  const it = { imageDigest: `sha256:${imageTags}`, action: { type } };
  return { ...it, ...(imageTags.length > 0 && { imageTags }) } as LifecyclePolicyPreviewResult;
}

/** The pages in their order: what a preview says, of images of 10 bytes each. */
function results([first = {}, ...others]: Page[], more: EcrAnswers = {}) {
  const pages = [...others];
  const ecr = ecrAnswering({
    GetLifecyclePolicyPreview: () => ({ lifecyclePolicyText: policyText, ...pages.shift() }),
    DescribeImages: ({ imageIds }) => ({
      imageDetails: (imageIds as object[]).map(() => ({ imageSizeInBytes: 10 })),
    }),
    ...more,
  });
  return previewResults(ecr, 'a/b', policyText, { $metadata: {}, ...first });
}

test('nothing is nothing, and asks for no sizes', async () => {
  const asked = () => {
    throw new Error('it was asked');
  };
  expect(await results([{}], { DescribeImages: asked })).toEqual({
    ...{ state: 'known', expire: nothingAffected, archive: nothingAffected, policyText },
  });
});

test('pages are added up, by what becomes of the images', async () => {
  const first = { previewResults: [result('EXPIRE', 'a'), result('TRANSITION')], nextToken: '2' };
  const last = { previewResults: [result('EXPIRE', 'b', 'c'), result('EXPIRE')] };
  const expiring = { images: 3, tagged: 2, tags: ['a', 'b', 'c'], more: 0, bytes: 30 };
  expect(await results([first, last])).toEqual({
    ...{ state: 'known', policyText, expire: expiring },
    archive: { ...nothingAffected, images: 1, bytes: 10 },
  });
});

test('the text is the one that ECR has evaluated', async () => {
  const spaced = '{ "rules": [] }';
  expect(await results([{ lifecyclePolicyText: spaced }])).toMatchObject({ policyText: spaced });
});

test('another preview that takes its place between two pages is not taken for it', async () => {
  const other = { lifecyclePolicyText: '{"rules":[{}]}' };
  expect(await results([{ nextToken: '2' }, other])).toBeUndefined();
});

test('more are counted than are listed', async () => {
  const counts = {
    expiringImageTotalCount: 5,
    transitioningImageTotalCounts: [{ imageTotalCount: 2 }, {}, { imageTotalCount: 1 }],
  };
  const found = await results([{ previewResults: [result('EXPIRE', 'a')], summary: counts }]);
  expect(found).toMatchObject({
    expire: { images: 5, tagged: 1, bytes: 10, partial: true },
    archive: { images: 3, tagged: 0, bytes: 0, partial: true },
  });
});

test('more are listed than are counted', async () => {
  const summary = { expiringImageTotalCount: 0 };
  const previewed = { previewResults: [result('EXPIRE'), result('EXPIRE')], summary };
  const found = await results([previewed]);
  expect(found).toMatchObject({ expire: { images: 2, bytes: 20 } });
  expect(found?.state === 'known' && found.expire.partial).toBeUndefined();
});

test('twenty tags are named', async () => {
  const tags = Array.from({ length: 21 }, (_, at) => `${at}`);
  const of = (count: number) =>
    results([{ previewResults: [result('EXPIRE', ...tags.slice(0, count))] }]);
  expect(await of(20)).toMatchObject({ expire: { tags: { length: 20 }, more: 0 } });
  expect(await of(21)).toMatchObject({ expire: { tags: { length: 20 }, more: 1 } });
});

test.each([
  [101, 0],
  [1000, 0],
  [1001, 1],
])('of %i images all but %i are measured, a hundred at a time', async (count, unmeasured) => {
  const asked: number[] = [];
  const found = await results([{ previewResults: Array(count).fill(result('EXPIRE')) }], {
    DescribeImages: ({ imageIds }) => {
      const { length } = imageIds as object[];
      asked.push(length);
      return { imageDetails: Array(length).fill({ imageSizeInBytes: 1 }) };
    },
  });
  expect(asked).toHaveLength(Math.ceil((count - unmeasured) / 100));
  expect(Math.max(...asked)).toBe(100);
  expect(found).toMatchObject({ expire: { images: count, bytes: count - unmeasured } });
});

test('those that are gone meanwhile are not measured', async () => {
  const gone = () => {
    throw new ImageNotFoundException({ $metadata: {}, message: 'gone' });
  };
  const found = await results([{ previewResults: [result('EXPIRE')] }], { DescribeImages: gone });
  expect(found).toMatchObject({ expire: { images: 1, bytes: 0, partial: true } });
});

const endless = (more: Page = {}) =>
  Array.from({ length: 101 }, () => ({
    previewResults: [result('EXPIRE')],
    nextToken: 'x',
    ...more,
  }));

test('a hundred pages are read: without a count, nobody knows the rest', async () => {
  expect(await results(endless())).toEqual({
    state: 'unknown',
    why: expect.stringContaining('100 results'),
  });
  const summary = { expiringImageTotalCount: 5000 };
  expect(await results(endless({ summary }))).toMatchObject({ expire: { images: 5000 } });
  const whole = endless().slice(0, 100);
  whole[99] = { previewResults: [result('EXPIRE')] } as never;
  expect(await results(whole)).toMatchObject({ state: 'known', expire: { images: 100 } });
});
