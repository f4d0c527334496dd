import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import { identify } from './identity.ts';
import {
  cacheRules,
  images,
  REPOSITORIES_AT_A_TIME,
  type RegistryImage,
  type RegistryRepository,
  repositories,
} from './read.ts';
import { unlessGone } from './tags/races.ts';

/**
 * The registry's content as the text of one JSON object, piece by piece: `registryId`, `repositories`,
 * `imageDetails` and `pullThroughCacheRules`, in the shapes that the AWS CLI prints. With archived images, and
 * without secrets.
 *
 * @param onRepository - Called after each repository's images are read, for progress.
 */
export async function* snapshotText(
  ecr: ECRClient,
  onRepository: (repositoryName: string) => void = () => {},
): AsyncGenerator<string> {
  const { registryId } = await identify(ecr);
  const rules = await cacheRules(ecr);
  const known = await Array.fromAsync(repositories(ecr));
  yield `{"registryId":${JSON.stringify(registryId)},\n"repositories":${JSON.stringify(known)},\n`;
  yield `"pullThroughCacheRules":${JSON.stringify(rules)},\n"imageDetails":[`;
  let separator = '\n';
  const imagesOf = async ({ repositoryName }: RegistryRepository) => {
    const found = await unlessGone(allImages(ecr, repositoryName));
    onRepository(repositoryName);
    return found ?? [];
  };
  for await (const found of pMapIterable(known, imagesOf, {
    concurrency: REPOSITORIES_AT_A_TIME,
  })) {
    for (const image of found) {
      yield separator + JSON.stringify(image);
      separator = ',\n';
    }
  }
  yield ']}\n';
}

/** All at once, so that a repository that is deleted while it is read is left out as a whole. */
function allImages(ecr: ECRClient, repositoryName: string): Promise<RegistryImage[]> {
  return Array.fromAsync(images(ecr, repositoryName, { imageStatus: 'ANY' }));
}
