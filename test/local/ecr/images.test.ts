import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  ImageNotFoundException,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import {
  createRepository,
  digestOf,
  index,
  manifest,
  put,
  remove,
  repositoryName,
  tagsByDigest,
} from '../images.ts';
import { refusal, startTestAws } from '../start.ts';

async function withRepository(settings = {}) {
  const started = await startTestAws();
  await createRepository(started.ecr, settings);
  return started;
}

describe('PutImage', () => {
  test('names an image by the sha256 of its manifest', async () => {
    const { ecr } = await withRepository();
    const digest = await put(ecr, manifest('a'), '1.0.0');
    expect(digest).toBe(digestOf(manifest('a')));
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['1.0.0'] });
  });

  test('moves a tag and leaves the old image untagged', async () => {
    const { ecr } = await withRepository();
    const old = await put(ecr, manifest('a'), 'latest');
    const young = await put(ecr, manifest('b'), 'latest');
    expect(await tagsByDigest(ecr)).toEqual({ [old]: [], [young]: ['latest'] });
  });

  test('refuses what changes nothing', async () => {
    const { ecr } = await withRepository();
    await put(ecr, manifest('a'), '1.0.0');
    const again = await refusal(put(ecr, manifest('a'), '1.0.0'));
    expect(again.name).toBe('ImageAlreadyExistsException');
    expect(again.message).toBe(
      `Image with digest '${digestOf(manifest('a'))}' and tag '1.0.0' already exists in the repository with name '${repositoryName}' in registry with id '123456789012'`,
    );
    expect((await refusal(put(ecr, manifest('a')))).name).toBe('ImageAlreadyExistsException');
  });

  test.each([
    ['IMMUTABLE', [], '1.0.0', false],
    ['IMMUTABLE_WITH_EXCLUSION', ['lat*'], 'latest', true],
    ['IMMUTABLE_WITH_EXCLUSION', ['lat*'], '1.0.0', false],
    ['MUTABLE_WITH_EXCLUSION', ['v*.*'], 'v1.0', false],
    ['MUTABLE_WITH_EXCLUSION', ['v*.*'], 'edge', true],
  ] as const)(
    'in a repository that is %s but for %j, tag %s can move: %s',
    async (mode, filters, tag, moves) => {
      const { ecr } = await withRepository({
        imageTagMutability: mode,
        ...(filters.length > 0 && {
          imageTagMutabilityExclusionFilters: filters.map((filter) => ({
            filterType: 'WILDCARD',
            filter,
          })),
        }),
      });
      await put(ecr, manifest('a'), tag);
      const second = put(ecr, manifest('b'), tag);
      if (moves) await second;
      else expect((await refusal(second)).name).toBe('ImageTagAlreadyExistsException');
    },
  );

  test('refuses a digest that is not the manifest’s', async () => {
    const { ecr } = await withRepository();
    const push = new PutImageCommand({
      repositoryName,
      imageManifest: manifest('a'),
      imageDigest: digestOf('b'),
    });
    expect((await refusal(ecr.send(push))).name).toBe('ImageDigestDoesNotMatchException');
  });

  test('refuses an index whose children are not there', async () => {
    const { ecr } = await withRepository();
    const refused = await refusal(put(ecr, index(manifest('child')), '1.0.0'));
    expect(refused.name).toBe('ReferencedImagesNotFoundException');
    expect(refused.message).toContain(digestOf(manifest('child')));
  });

  test.each([['no JSON'], ['[]'], ['{}'], ['{"schemaVersion":2,"layers":[{}]}']])(
    'refuses %s as a manifest',
    async (text) => {
      const { ecr } = await withRepository();
      const refused = await refusal(put(ecr, text, '1.0.0'));
      expect(refused.name).toBe('InvalidParameterException');
      expect(refused.message).toContain("Invalid parameter at 'imageManifest'");
    },
  );

  test('gives one image 1000 tags and no more', async () => {
    const { ecr } = await withRepository();
    for (let n = 0; n < 1000; n++) await put(ecr, manifest('a'), `t${n}`);
    expect((await refusal(put(ecr, manifest('a'), 'one-more'))).name).toBe(
      'LimitExceededException',
    );
  });
});

describe('DescribeImages', () => {
  test('tells size and types of an image, and of an index its largest child’s size', async () => {
    const { ecr } = await withRepository();
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

  test('tells what a referrer refers to, and its own artifact type', async () => {
    const { ecr } = await withRepository();
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
    const { ecr } = await withRepository();
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
    const { ecr } = await withRepository();
    const digest = await put(ecr, manifest('a'), '1.0.0');
    await put(ecr, manifest('a'), 'latest');
    await remove(ecr, { imageTag: 'latest' });
    expect(await tagsByDigest(ecr)).toEqual({ [digest]: ['1.0.0'] });
    const { imageIds } = await remove(ecr, { imageTag: '1.0.0' });
    expect(imageIds).toEqual([{ imageDigest: digest, imageTag: '1.0.0' }]);
    expect(await tagsByDigest(ecr)).toEqual({});
  });

  test('removes an image by digest with all its tags', async () => {
    const { ecr } = await withRepository();
    const imageDigest = await put(ecr, manifest('a'), '1.0.0');
    await put(ecr, manifest('a'), 'latest');
    const { imageIds } = await remove(ecr, { imageDigest });
    expect(imageIds?.map((id) => id.imageTag)).toEqual(['1.0.0', 'latest']);
    expect(await tagsByDigest(ecr)).toEqual({});
  });

  test('removes only the tag when digest and tag are given and agree', async () => {
    const { ecr } = await withRepository();
    const imageDigest = await put(ecr, manifest('a'), '1.0.0');
    await put(ecr, manifest('a'), 'latest');
    await remove(ecr, { imageDigest, imageTag: 'latest' });
    expect(await tagsByDigest(ecr)).toEqual({ [imageDigest]: ['1.0.0'] });
  });

  test('succeeds with a failure for each image that it leaves alone', async () => {
    const { ecr } = await withRepository();
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
    const { ecr } = await withRepository();
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
    const { ecr } = await withRepository();
    const child = await put(ecr, manifest('child'), 'amd64');
    await put(ecr, manifest('child'), 'x86');
    await put(ecr, index(manifest('child')), '1.0.0');
    expect((await remove(ecr, { imageTag: 'x86' })).failures).toEqual([]);
    expect((await tagsByDigest(ecr))[child]).toEqual(['amd64']);
  });
});

describe('BatchGetImage', () => {
  test('gives back the manifest as it was pushed, and says what it lacks', async () => {
    const { ecr } = await withRepository();
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
