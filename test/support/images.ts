import { CreateRepositoryCommand, type ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { digestOf, manifest } from '../local/images.ts';

export { manifest } from '../local/images.ts';

/** Pushes one image under each of the tags (or untagged). @returns its digest */
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
  return digestOf(imageManifest);
}

export async function createRepositories(ecr: ECRClient, ...names: string[]): Promise<void> {
  for (const repositoryName of names)
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
}
