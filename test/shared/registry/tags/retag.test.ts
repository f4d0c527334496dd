import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { images } from '../../../../shared/registry/read.ts';
import { deleteTag, replaceTag } from '../../../../shared/registry/tags/retag.ts';
import { startTestAws, type TestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';

const repositoryName = 'a/b';

async function withImage(tags: string[], pairDeletesImage = false) {
  const started = await startTestAws({ pairDeletesImage });
  await createRepositories(started.ecr, repositoryName);
  const imageDigest = await push(started.ecr, repositoryName, tags, manifest('first'));
  return { ...started, from: { repositoryName, imageTag: 't', imageDigest }, imageDigest };
}

async function tagsOf(ecr: ECRClient): Promise<Record<string, string[]>> {
  const all = await Array.fromAsync(images(ecr, repositoryName, { tagStatus: 'ANY' }));
  return Object.fromEntries(
    all.map(({ imageDigest, imageTags = [] }) => [imageDigest, imageTags.toSorted()]),
  );
}

/** A client whose calls by tag and digest are refused, and that lets others act before those by tag alone. */
function refusingPairs({ config }: TestAws, before: () => Promise<unknown>): ECRClient {
  const ecr = new ECRClient(config);
  ecr.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'BatchDeleteImageCommand') return next(args);
        const { imageIds = [] } = args.input as { imageIds?: { imageDigest?: string }[] };
        if (imageIds[0]?.imageDigest === undefined) {
          await before();
          return next(args);
        }
        const failure = { imageId: imageIds[0], failureCode: 'Odd', failureReason: 'who knows' };
        return { output: { $metadata: {}, failures: [failure] }, response: {} };
      },
    { step: 'initialize' },
  );
  return ecr;
}

test('four calls, and one more as long as it has not been seen that ECR keeps the image', async () => {
  const { aws, ecr, imageDigest } = await withImage(['t', 'u']);
  const from = (imageTag: string) => ({ repositoryName, imageTag, imageDigest });
  const calls = recordCalls(aws);
  await replaceTag(ecr, from('t'), 'quarantine-x');
  expect(calls.splice(0)).toEqual([
    'ecr:BatchGetImage',
    'ecr:PutImage',
    'ecr:DescribeImages',
    'ecr:BatchDeleteImage',
    'ecr:DescribeImages',
  ]);
  await replaceTag(ecr, from('u'), 'quarantine-x');
  expect(calls).toHaveLength(4);
});

describe('where ECR takes the image along with a tag', () => {
  test('it has its other tags and its quarantine tag again', async () => {
    const { ecr, from, imageDigest } = await withImage(['t', 'keep', 'more'], true);
    expect(await replaceTag(ecr, from, 'quarantine-x')).toEqual({ state: 'restored' });
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['keep', 'more', 'quarantine-x'] });
  });

  test('and the answer is lost, the image is there all the same', async () => {
    const { aws, ecr, from, imageDigest } = await withImage(['t', 'keep'], true);
    aws.faults.set([{ operations: ['ecr:BatchDeleteImage'], drop: 'after' }]);
    await expect(replaceTag(ecr, from, 'quarantine-x')).rejects.toThrow();
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['keep', 'quarantine-x'] });
  });

  test('a deleted tag costs none of the others', async () => {
    const { ecr, from, imageDigest } = await withImage(['t', 'keep', 'more'], true);
    expect(await deleteTag(ecr, from)).toEqual({ state: 'deleted', restored: true });
    expect(await tagsOf(ecr)).toEqual({ [imageDigest]: ['keep', 'more'] });
  });
});

describe('where ECR refuses a tag together with its digest', () => {
  test('the tag goes alone', async () => {
    const started = await withImage(['t']);
    const ecr = refusingPairs(started, async () => undefined);
    expect(await replaceTag(ecr, started.from, 'quarantine-x')).toEqual({ state: 'replaced' });
    expect(await tagsOf(ecr)).toEqual({ [started.imageDigest]: ['quarantine-x'] });
  });

  test('an image that is pushed in that moment gets its tag back', async () => {
    const started = await withImage(['t']);
    const second = manifest('second');
    const ecr = refusingPairs(started, () => push(started.ecr, repositoryName, ['u', 't'], second));
    const raced = await replaceTag(ecr, started.from, 'quarantine-x');
    expect(raced).toMatchObject({ state: 'raced', givenBack: true });
    const digest = raced.state === 'raced' ? raced.imageDigest : '';
    expect(await tagsOf(ecr)).toEqual({
      [started.imageDigest]: ['quarantine-x'],
      [digest]: ['t', 'u'],
    });
  });

  test('one that had only that tag is gone, and it says which', async () => {
    const started = await withImage(['t', 'keep']);
    let digest = '';
    const ecr = refusingPairs(started, async () => {
      digest = await push(started.ecr, repositoryName, ['t'], manifest('second'));
    });
    const answer = await deleteTag(ecr, started.from);
    expect(answer).toEqual({ state: 'raced', imageDigest: digest, givenBack: false });
    expect(await tagsOf(ecr)).toEqual({ [started.imageDigest]: ['keep'] });
  });
});
