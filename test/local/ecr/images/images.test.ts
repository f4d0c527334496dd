import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  ImageNotFoundException,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import {
  createRepository,
  index,
  manifest,
  put,
  remove,
  repositoryName,
  tagsByDigest,
} from '../../images.ts';
import { startTestAws, startWithRepository } from '../../start.ts';

describe('DescribeImages', () => {
  test('returns size and types of an image, and for an index its largest child’s size', async () => {
    const { ecr } = await startWithRepository();
    await put(ecr, manifest('small', {}, 100));
    await put(ecr, manifest('large', {}, 5000));
    const digest = await put(
      ecr,
      index(manifest('small', {}, 100), manifest('large', {}, 5000)),
      '1',
    );
    const { imageDetails } = await ecr.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: '1' }] }),
    );
    expect(imageDetails).toEqual([
      {
        registryId: '123456789012',
        repositoryName,
        imageDigest: digest,
        imageTags: ['1'],
        imageSizeInBytes: 5100,
        imagePushedAt: expect.any(Date),
        imageManifestMediaType: 'application/vnd.oci.image.index.v1+json',
        imageStatus: 'ACTIVE',
      },
    ]);
  });

  test('returns the subject of a referrer, and its artifact type', async () => {
    const { ecr } = await startWithRepository();
    const subject = await put(ecr, manifest('subject'), '1');
    const signature = manifest('signature', {
      artifactType: 'application/vnd.example.signature',
      subject: {
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest: subject,
        size: 1,
      },
    });
    const imageDigest = await put(ecr, signature);
    const { imageDetails } = await ecr.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }),
    );
    expect(imageDetails?.[0]).toMatchObject({
      artifactMediaType: 'application/vnd.example.signature',
      subjectManifestDigest: subject,
    });
  });

  test('fails as a whole when one image is missing', async () => {
    const { ecr } = await startWithRepository();
    await put(ecr, manifest('a'), '1.0.0');
    const imageIds = [{ imageTag: '1.0.0' }, { imageTag: 'nope' }];
    const call = ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }));
    await expect(call).rejects.toThrow(ImageNotFoundException);
    await expect(call).rejects.toThrow(
      `The image with imageId {imageDigest:'null', imageTag:'nope'} does not exist within the repository with name '${repositoryName}' in the registry with id '123456789012'`,
    );
  });
});

describe('BatchDeleteImage', () => {
  test('removes a tag, and with the last one the image', async () => {
    const { ecr } = await startWithRepository();
    const digest = await put(ecr, manifest('a'), '1.0.0');
    await put(ecr, manifest('a'), 'latest');
    await remove(ecr, { imageTag: 'latest' });
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['1.0.0'] });
    const { imageIds } = await remove(ecr, { imageTag: '1.0.0' });
    expect(imageIds).toEqual([{ imageDigest: digest, imageTag: '1.0.0' }]);
    expect(await tagsByDigest(ecr)).toEqual({});
  });

  test('removes an image by digest with all its tags', async () => {
    const { ecr } = await startWithRepository();
    const imageDigest = await put(ecr, manifest('a'), '1.0.0');
    await put(ecr, manifest('a'), 'latest');
    const { imageIds } = await remove(ecr, { imageDigest });
    expect(imageIds?.map((id) => id.imageTag)).toEqual(['1.0.0', 'latest']);
    expect(await tagsByDigest(ecr)).toEqual({});
  });

  test('removes only the tag when digest and tag are given and agree', async () => {
    const { ecr } = await startWithRepository();
    const imageDigest = await put(ecr, manifest('a'), '1.0.0');
    await put(ecr, manifest('a'), 'latest');
    await remove(ecr, { imageDigest, imageTag: 'latest' });
    expect(await tagsByDigest(ecr)).toEqual({ [imageDigest]: ['1.0.0'] });
  });

  test('deletes the whole image by digest and tag if the world says so', async () => {
    const { ecr } = await startTestAws({ pairDeletesImage: true });
    await createRepository(ecr);
    const imageDigest = await put(ecr, manifest('a'), '1.0.0');
    await put(ecr, manifest('a'), 'latest');
    const { failures } = await remove(ecr, { imageDigest, imageTag: 'nope' });
    expect(failures).toMatchObject([{ failureCode: 'ImageTagDoesNotMatchDigest' }]);
    const { imageIds } = await remove(ecr, { imageDigest, imageTag: 'latest' });
    expect(imageIds).toHaveLength(2);
    expect(await tagsByDigest(ecr)).toEqual({});
  });

  test('succeeds with a failure for each image that it does not change', async () => {
    const { ecr } = await startWithRepository();
    const imageDigest = await put(ecr, manifest('a'), '1.0.0');
    const { imageIds, failures } = await remove(
      ecr,
      { imageTag: 'nope' },
      {},
      { imageDigest: 'no-digest' },
      { imageDigest, imageTag: 'nope' },
      { imageTag: '1.0.0' },
    );
    expect(failures?.map((failure) => failure.failureCode)).toEqual([
      'ImageNotFound',
      'MissingDigestAndTag',
      'InvalidImageDigest',
      'ImageTagDoesNotMatchDigest',
    ]);
    expect(imageIds).toEqual([{ imageDigest, imageTag: '1.0.0' }]);
  });

  test('keeps the children of an index until the index is gone', async () => {
    const { ecr } = await startWithRepository();
    const child = await put(ecr, manifest('child'), 'amd64');
    const parent = await put(ecr, index(manifest('child')), '1.0.0');
    const ids = [{ imageDigest: child }, { imageTag: 'amd64' }];
    const { failures } = await remove(ecr, ...ids);
    expect(failures?.map((failure) => failure.failureCode)).toEqual([
      'ImageReferencedByManifestList',
      'ImageReferencedByManifestList',
    ]);
    expect(failures?.[0]?.failureReason).toContain(parent);
    await remove(ecr, { imageDigest: parent });
    expect((await remove(ecr, { imageDigest: child })).failures).toEqual([]);
  });

  test('removes a tag of a child that keeps another one', async () => {
    const { ecr } = await startWithRepository();
    const child = await put(ecr, manifest('child'), 'amd64');
    await put(ecr, manifest('child'), 'x86');
    await put(ecr, index(manifest('child')), '1.0.0');
    expect((await remove(ecr, { imageTag: 'x86' })).failures).toEqual([]);
    expect((await tagsByDigest(ecr))[child]).toEqual(['amd64']);
  });
});

describe('BatchGetImage', () => {
  test('returns the manifest as pushed, and failures for missing images', async () => {
    const { ecr } = await startWithRepository();
    const imageDigest = await put(ecr, manifest('a'), '1.0.0');
    const { images, failures } = await ecr.send(
      new BatchGetImageCommand({
        repositoryName,
        imageIds: [{ imageTag: '1.0.0' }, { imageTag: 'nope' }],
      }),
    );
    expect(images).toEqual([
      {
        registryId: '123456789012',
        repositoryName,
        imageId: { imageDigest, imageTag: '1.0.0' },
        imageManifest: manifest('a'),
        imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
      },
    ]);
    expect(failures).toEqual([
      {
        imageId: { imageTag: 'nope' },
        failureCode: 'ImageNotFound',
        failureReason: 'Requested image not found',
      },
    ]);
  });
});
