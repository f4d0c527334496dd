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
import { lifecyclePolicy } from './settings/policies.ts';
import { unlessGone } from './tags/races.ts';

/**
 * The registry's content as the text of one JSON object, piece by piece: `registryId`, `repositories`,
 * `imageDetails`, `pullThroughCacheRules` and, where there are any, `lifecyclePolicies`, in the shapes that the AWS CLI
 * prints. With archived images, and
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
  const policies: object[] = [];
  const contentOf = async ({ repositoryName }: RegistryRepository) => {
    const found = await unlessGone(content(ecr, repositoryName));
    onRepository(repositoryName);
    return { repositoryName, images: [], ...found };
  };
  for await (const { repositoryName, images, lifecyclePolicyText } of pMapIterable(
    known,
    contentOf,
    { concurrency: REPOSITORIES_AT_A_TIME },
  )) {
    for (const image of images) {
      yield separator + JSON.stringify(image);
      separator = ',\n';
    }
    if (lifecyclePolicyText !== undefined) policies.push({ repositoryName, lifecyclePolicyText });
  }
  yield policies.length > 0 ? `],\n"lifecyclePolicies":${JSON.stringify(policies)}}\n` : ']}\n';
}

/** All at once, so that a repository that is deleted while it is read is left out as a whole. */
async function content(ecr: ECRClient, repositoryName: string): Promise<Content> {
  return {
    images: await Array.fromAsync(images(ecr, repositoryName, { imageStatus: 'ANY' })),
    lifecyclePolicyText: await lifecyclePolicy(ecr, repositoryName),
  };
}

interface Content {
  images: RegistryImage[];
  lifecyclePolicyText: string | undefined;
}
