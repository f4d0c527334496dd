import {
  DescribeImagesCommand,
  ImageTagAlreadyExistsException,
  PutImageCommand,
  PutImageTagMutabilityCommand,
} from '@aws-sdk/client-ecr';
import { expect, test } from 'vitest';
import { manifest, repositoryName } from '../images.ts';
import {
  descriptor,
  ociImage,
  ociIndex,
  pushBlob,
  putManifest,
  refusalOf,
  sha,
  startRegistry,
} from './client.ts';

const cacheConfig = 'application/vnd.buildkit.cacheconfig.v0';
const gzip = 'application/vnd.oci.image.layer.v1.tar+gzip';

test('a cache of BuildKit is refused as an index of layers, and taken as an image', async () => {
  const { ecr, send } = await startRegistry();
  for (const blob of ['config', 'layer']) await pushBlob(send, blob);
  const layer = descriptor('layer', gzip);
  const config = descriptor('config', cacheConfig);
  const head = { schemaVersion: 2 };
  const index = JSON.stringify({ ...head, mediaType: ociIndex, manifests: [layer, config] });
  const asIndex = putManifest(send, 'cache', index, undefined, ociIndex);
  expect(await refusalOf(asIndex)).toMatchObject({ status: 400, code: 'MANIFEST_INVALID' });
  const image = JSON.stringify({ ...head, mediaType: ociImage, config, layers: [layer] });
  expect((await putManifest(send, 'cache', image)).status).toBe(201);
  const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  expect(imageDetails).toMatchObject([{ artifactMediaType: cacheConfig, imageTags: ['cache'] }]);
});

test('signatures by tag move in an immutable repository that leaves them out', async () => {
  const { ecr } = await startRegistry();
  const filters = ['sha256-*.att', 'sha256-*.sig'];
  await ecr.send(
    new PutImageTagMutabilityCommand({
      repositoryName,
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: filters.map((filter) => ({
        filterType: 'WILDCARD',
        filter,
      })),
    }),
  );
  const push = (imageTag: string, name: string) =>
    ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest: manifest(name) }));
  const attestations = `${sha('image').replace(':', '-')}.att`;
  await push(attestations, 'one attestation');
  await push(attestations, 'two attestations');
  await push('1.4.2', 'one version');
  await expect(push('1.4.2', 'another')).rejects.toThrow(ImageTagAlreadyExistsException);
  const sboms = attestations.replace('.att', '.sbom');
  await push(sboms, 'one list');
  await expect(push(sboms, 'another list')).rejects.toThrow(ImageTagAlreadyExistsException);
});
