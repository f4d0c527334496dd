import { createHash } from 'node:crypto';
import { CreateRepositoryCommand, type ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';

export function sha256(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** The manifest of an image of one layer; another `seed` makes another image. */
export function manifest(seed: string, extra: object = {}): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: sha256(`config ${seed}`),
      size: 100,
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: sha256(`layer ${seed}`),
        size: 1000,
      },
    ],
    ...extra,
  });
}

/** Pushes one image under each of the tags (or untagged) and answers its digest. */
export async function push(
  ecr: ECRClient,
  repositoryName: string,
  tags: readonly string[],
  imageManifest = manifest(`${repositoryName} ${tags}`),
): Promise<string> {
  const inputs = tags.length === 0 ? [{}] : tags.map((imageTag) => ({ imageTag }));
  for (const input of inputs) {
    await ecr.send(new PutImageCommand({ repositoryName, imageManifest, ...input }));
  }
  return sha256(imageManifest);
}

export async function createRepositories(ecr: ECRClient, ...names: string[]): Promise<void> {
  for (const repositoryName of names)
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
}
