import { expect, test } from 'vitest';
import { readManifest } from '../../../../shared/registry/manifests/manifest.ts';
import { isKnownToKeep, removeTagOnly } from '../../../../shared/registry/tags/keep-image.ts';
import { startTestAws } from '../../../local/start.ts';
import { recordCalls } from '../../../support/calls.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';

const repositoryName = 'a/b';

/** An image, and a client that has been seen to keep it when one of its tags was removed. */
async function startKeeping() {
  const { aws, ecr } = await startTestAws();
  await createRepositories(ecr, repositoryName);
  const imageDigest = await push(ecr, repositoryName, ['t', 'u', 'keep'], manifest('a'));
  const found = await readManifest(ecr, repositoryName, { imageDigest });
  if (found === undefined) throw new Error('there is no image');
  const remove = (imageTag: string) =>
    removeTagOnly(
      ecr,
      { repositoryName, imageTag, imageDigest },
      { manifest: found, tags: ['keep'] },
    );
  expect(isKnownToKeep(ecr)).toBe(false);
  expect(await remove('t')).toEqual({ state: 'removed' });
  expect(isKnownToKeep(ecr)).toBe(true);
  return { ecr, remove, calls: recordCalls(aws) };
}

test('an image that is known to be kept is not looked at again', async () => {
  const { remove, calls } = await startKeeping();
  expect(await remove('u')).toEqual({ state: 'removed' });
  expect(calls).toEqual(['ecr:BatchDeleteImage']);
});

test('nor is one of which nothing was removed', async () => {
  const { remove, calls } = await startKeeping();
  expect(await remove('t')).toEqual({ state: 'moved' });
  expect(calls).toEqual(['ecr:BatchDeleteImage']);
});

test('one of which more tags were removed is', async () => {
  const { ecr, remove, calls } = await startKeeping();
  ecr.middlewareStack.add((next, { commandName }) => async (args) => {
    const answered = await next(args);
    if (commandName !== 'BatchDeleteImageCommand') return answered;
    const { imageIds = [] } = answered.output as { imageIds?: object[] };
    const also = { imageIds: [...imageIds, { ...imageIds[0], imageTag: 'x' }] };
    return { ...answered, output: { ...answered.output, ...also } };
  });
  expect(await remove('u')).toEqual({ state: 'removed' });
  expect(calls).toEqual(['ecr:BatchDeleteImage', 'ecr:DescribeImages']);
});
