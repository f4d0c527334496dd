import {
  DescribeImagesCommand,
  type TargetStorageClass,
  UpdateImageStorageClassCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import type { LocalAwsOptions } from '../../../../local/options.ts';
import { soon } from '../../../support/soon.ts';
import { watch } from '../../events.ts';
import { createRepository, index, manifest, put, repositoryName } from '../../images.ts';
import { refusal, startTestAws, type TestAws } from '../../start.ts';

async function startWithImage(options: LocalAwsOptions = {}) {
  const started = await startTestAws(options);
  await createRepository(started.ecr);
  const digest = await put(started.ecr, manifest('a'), '1.0.0');
  return { ...started, digest };
}

function move({ ecr }: TestAws, targetStorageClass: TargetStorageClass, imageTag = '1.0.0') {
  const imageId = { imageTag };
  return ecr.send(
    new UpdateImageStorageClassCommand({ repositoryName, imageId, targetStorageClass }),
  );
}

async function describeImage({ ecr }: TestAws) {
  const filter = { imageStatus: 'ANY', tagStatus: 'TAGGED' } as const;
  const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName, filter }));
  return imageDetails?.[0];
}

describe('UpdateImageStorageClass', () => {
  test('archives an image at once', async () => {
    const aws = await startWithImage();
    const { details } = watch(aws.aws);
    expect(await move(aws, 'ARCHIVE')).toMatchObject({
      imageId: { imageDigest: aws.digest, imageTag: '1.0.0' },
      imageStatus: 'ARCHIVED',
    });
    expect(await describeImage(aws)).toMatchObject({ lastArchivedAt: expect.any(Date) });
    expect(details('ECR Image Action')).toEqual([
      {
        'action-type': 'UPDATE_STORAGE_CLASS',
        'target-storage-class': 'ARCHIVE',
        'image-digest': aws.digest,
        'repository-name': repositoryName,
        result: 'SUCCESS',
        'manifest-media-type': 'application/vnd.oci.image.manifest.v1+json',
        'artifact-media-type': 'application/vnd.oci.image.config.v1+json',
      },
    ]);
  });

  test('restores an image, and sends an event when that is done', async () => {
    const aws = await startWithImage();
    await move(aws, 'ARCHIVE');
    const { details } = watch(aws.aws);
    expect(await move(aws, 'STANDARD')).toMatchObject({ imageStatus: 'ACTIVATING' });
    await soon(() => expect(details('ECR Image Action')).toHaveLength(1));
    const image = await describeImage(aws);
    expect(image).toMatchObject({ imageStatus: 'ACTIVE' });
    expect(details('ECR Image Action')).toMatchObject([
      {
        'action-type': 'UPDATE_STORAGE_CLASS',
        'target-storage-class': 'STANDARD',
        'last-activated-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    ]);
  });

  test('leaves an image activating for as long as a restore takes', async () => {
    const aws = await startWithImage({ durations: { restore: 60_000 } });
    await move(aws, 'ARCHIVE');
    await move(aws, 'STANDARD');
    expect(await describeImage(aws)).toMatchObject({ imageStatus: 'ACTIVATING' });
    await put(aws.ecr, manifest('a'), '1.0.0');
    expect(await describeImage(aws)).toMatchObject({ imageStatus: 'ACTIVE' });
  });

  test('refuses an image that is in the target class, and one that is being restored', async () => {
    const aws = await startWithImage({ durations: { restore: 60_000 } });
    const name = 'ImageStorageClassUpdateNotSupportedException';
    expect((await refusal(move(aws, 'STANDARD'))).name).toBe(name);
    await move(aws, 'ARCHIVE');
    expect((await refusal(move(aws, 'ARCHIVE'))).name).toBe(name);
    await move(aws, 'STANDARD');
    expect((await refusal(move(aws, 'STANDARD'))).name).toBe(name);
  });

  test('archives the images of an index after the index only', async () => {
    const aws = await startWithImage();
    await put(aws.ecr, index(manifest('a')), 'index');
    const { name } = await refusal(move(aws, 'ARCHIVE'));
    expect(name).toBe('ImageStorageClassUpdateNotSupportedException');
    await move(aws, 'ARCHIVE', 'index');
    expect(await move(aws, 'ARCHIVE')).toMatchObject({ imageStatus: 'ARCHIVED' });
  });

  test('refuses an image that is not there', async () => {
    const aws = await startWithImage();
    expect((await refusal(move(aws, 'ARCHIVE', 'nope'))).name).toBe('ImageNotFoundException');
  });
});
