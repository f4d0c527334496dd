import { expect, test } from 'vitest';
import { giveTag, readManifest } from '../../../../shared/registry/manifests/manifest.ts';
import { startTestAws } from '../../../local/start.ts';
import { ecrAnswering } from '../../../support/ecr-answering.ts';
import { createRepositories, manifest, push } from '../../../support/images.ts';

test('a manifest is read by a tag or a digest, of any type', async () => {
  const { ecr } = await startTestAws();
  await createRepositories(ecr, 'a/b');
  const imageDigest = await push(ecr, 'a/b', ['1'], manifest('a'));
  const expected = {
    ...{ imageDigest, imageManifest: manifest('a') },
    imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
  };
  expect(await readManifest(ecr, 'a/b', { imageTag: '1' })).toEqual(expected);
  expect(await readManifest(ecr, 'a/b', { imageDigest })).toEqual(expected);
  expect(await readManifest(ecr, 'a/b', { imageTag: '2' })).toBeUndefined();
  expect(await readManifest(ecr, 'gone', { imageTag: '1' })).toBeUndefined();
});

const image = { imageId: { imageDigest: 'sha256:1' }, imageManifest: '{}' };

test.each<[object, object | undefined]>([
  [{}, undefined],
  [{ images: [] }, undefined],
  [{ images: [{ ...image, imageId: {} }] }, undefined],
  [{ images: [{ imageId: image.imageId }] }, undefined],
  [{ images: [image] }, { imageDigest: 'sha256:1', imageManifest: '{}' }],
  [{ failures: [{ failureCode: 'ImageNotFound' }] }, undefined],
])('the answer %j is %j', async (answer, found) => {
  const ecr = ecrAnswering({ BatchGetImage: () => answer });
  expect(await readManifest(ecr, 'a/b', { imageTag: '1' })).toEqual(found);
});

test.each([
  [{ imageTag: '1' }, 'a/b:1'],
  [{ imageDigest: 'sha256:1' }, 'a/b@sha256:1'],
])('an archived image is not given, by %j: the error names it', async (name, text) => {
  const failures = [{ failureCode: 'ImageNotFound' }, { failureCode: 'ImageArchived' }];
  const ecr = ecrAnswering({ BatchGetImage: () => ({ failures }) });
  await expect(readManifest(ecr, 'a/b', name)).rejects.toMatchObject({
    ...{ name: 'ImageFailureError', failureCode: 'ImageArchived' },
    message: expect.stringContaining(`${text} `),
  });
});

test('a tag can be given twice, and what else fails is an error', async () => {
  const { aws, ecr } = await startTestAws();
  await createRepositories(ecr, 'a/b');
  await push(ecr, 'a/b', ['1'], manifest('a'));
  const read = await readManifest(ecr, 'a/b', { imageTag: '1' });
  if (read === undefined) throw new Error('there is no manifest');
  await giveTag(ecr, 'a/b', read, '2');
  await giveTag(ecr, 'a/b', read, '2');
  expect(await readManifest(ecr, 'a/b', { imageTag: '2' })).toEqual(read);
  aws.faults.set([{ operations: ['ecr:PutImage'], error: 'LimitExceededException' }]);
  await expect(giveTag(ecr, 'a/b', read, '3')).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
});
