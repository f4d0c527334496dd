import { createHash } from 'node:crypto';
import {
  BatchDeleteImageCommand,
  CreateRepositoryCommand,
  type CreateRepositoryCommandInput,
  DescribeImagesCommand,
  type ECRClient,
  type ImageIdentifier,
  PutImageCommand,
} from '@aws-sdk/client-ecr';

/** Ready-made manifests and the calls that most tests make with them. */

export const repositoryName = 'team-a/web-app';

export const digestOf = (text: string) =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A different image for every name, of 1000 bytes in its config and layers unless said otherwise. */
export function manifest(name: string, extra: object = {}, layerSize = 900): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(`config ${name}`),
      size: 100,
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: digestOf(`layer ${name}`),
        size: layerSize,
      },
    ],
    ...extra,
  });
}

export function index(...children: readonly string[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: children.map((child) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: digestOf(child),
      size: child.length,
    })),
  });
}

export function createRepository(
  ecr: ECRClient,
  settings: Partial<CreateRepositoryCommandInput> = {},
) {
  return ecr.send(new CreateRepositoryCommand({ repositoryName, ...settings }));
}

/** @returns the digest */
export async function put(ecr: ECRClient, imageManifest: string, imageTag?: string) {
  const { image } = await ecr.send(
    new PutImageCommand({ repositoryName, imageManifest, ...(imageTag && { imageTag }) }),
  );
  return image?.imageId?.imageDigest ?? '';
}

export function remove(ecr: ECRClient, ...imageIds: ImageIdentifier[]) {
  return ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
}

/** Tags of each image by digest; untagged ones have none. */
export async function tagsByDigest(ecr: ECRClient): Promise<Record<string, string[]>> {
  const { imageDetails = [] } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, maxResults: 1000 }),
  );
  return Object.fromEntries(
    imageDetails.map((image) => [image.imageDigest ?? '', image.imageTags ?? []]),
  );
}
