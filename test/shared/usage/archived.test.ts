import { type ECRClient, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { archivedAmong } from '../../../shared/usage/archived-now.ts';
import type { ImageUse } from '../../../shared/use/uses.ts';
import { digestOf, repositoryName } from '../../local/images.ts';
import { imageOf, snapshotOf } from '../../local/snapshots.ts';
import { startTestAws } from '../../local/start.ts';
import { ecrAnswering } from '../../support/ecr-answering.ts';

const among = (ecr: ECRClient, images: readonly ImageUse[]) =>
  archivedAmong(ecr, { images, unknown: [] }, undefined);

const lastArchivedAt = '2026-11-02T00:00:00Z';

const use = (
  imageId: { imageTag: string } | { imageDigest: string },
  repository = repositoryName,
) => ({
  ...{ repository, imageId, by: ['a service'] },
});

test('of the images in use those in the archive are found, each once', async () => {
  const archived = { imageStatus: 'ARCHIVED' as const, lastArchivedAt };
  const { ecr } = await startTestAws({
    snapshot: snapshotOf([
      imageOf('archived', { ...archived, imageTags: ['1', '2'] }),
      imageOf('active', { imageTags: ['3'] }),
    ]),
  });
  const imageDigest = digestOf('archived');
  const uses = [use({ imageTag: '1' }), use({ imageDigest })];
  const others = [
    use({ imageTag: '3' }),
    use({ imageTag: 'gone' }),
    use({ imageTag: '1' }, 'gone'),
  ];
  const found = await among(ecr, [...uses, ...others]);
  expect(found).toMatchObject([
    {
      ...{ repository: repositoryName, digest: imageDigest },
      archivedAt: new Date(lastArchivedAt).toISOString(),
      uses: { length: 2 },
    },
  ]);
  expect(await among(ecr, others)).toEqual([]);
});

test.each([
  ['no image at all', {}],
  ['an image without a digest', { imageDetails: [{ imageStatus: 'ARCHIVED' }] }],
  ['an image without a status', { imageDetails: [{ imageDigest: 'sha256:1' }] }],
])('an answer with %s finds nothing', async (_, answer) => {
  const ecr = ecrAnswering({ DescribeImages: () => answer });
  expect(await among(ecr, [use({ imageTag: '1' })])).toEqual([]);
});

test('what cannot be read is an error, and what is gone is none', async () => {
  const failing = (error: Error) =>
    ecrAnswering({
      DescribeImages: () => {
        throw error;
      },
    });
  const gone = new RepositoryNotFoundException({ $metadata: {}, message: 'gone' });
  expect(await among(failing(gone), [use({ imageTag: '1' })])).toEqual([]);
  const read = among(failing(new Error('no')), [use({ imageTag: '1' })]);
  await expect(read).rejects.toThrow('no');
});
