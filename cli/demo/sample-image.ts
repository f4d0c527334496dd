import { createHash } from 'node:crypto';
import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  type ECRClient,
  PutImageCommand,
  RepositoryAlreadyExistsException,
} from '@aws-sdk/client-ecr';

/** Pushes a small image and returns its digest; a missing repository is created. */
export async function pushImage(
  ecr: ECRClient,
  repositoryName: string,
  imageTag: string,
): Promise<string> {
  await ensureRepository(ecr, repositoryName);
  const imageManifest = manifest(`${repositoryName}:${imageTag}`);
  const { image } = await ecr.send(
    new PutImageCommand({ repositoryName, imageTag, imageManifest }),
  );
  return image?.imageId?.imageDigest ?? '';
}

/** The tags that an image has now. */
export async function tagsOf(ecr: ECRClient, repositoryName: string, imageDigest: string) {
  const input = { repositoryName, imageIds: [{ imageDigest }] };
  const { imageDetails } = await ecr.send(new DescribeImagesCommand(input));
  return imageDetails?.flatMap(({ imageTags }) => imageTags ?? []) ?? [];
}

async function ensureRepository(ecr: ECRClient, repositoryName: string): Promise<void> {
  try {
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  } catch (error) {
    if (!(error instanceof RepositoryAlreadyExistsException)) throw error;
  }
}

/** The manifest of an image with one layer; its digests follow from the name. */
function manifest(name: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digest(`config of ${name}`),
      size: 1_469,
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: digest(`layer of ${name}`),
        size: 63_412_007,
      },
    ],
  });
}

function digest(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
