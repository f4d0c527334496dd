import {
  DescribeImagesCommand,
  type DescribeImagesFilter,
  DescribeRepositoriesCommand,
  type ECRClient,
  type ImageDetail,
  type ImageIdentifier,
  ImageNotFoundException,
  type PullThroughCacheRule,
  paginateDescribeImages,
  paginateDescribePullThroughCacheRules,
  paginateDescribeRepositories,
  paginateDescribeRepositoryCreationTemplates,
  type Repository,
  type RepositoryCreationTemplate,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { unlessNotOffered } from './offered.ts';
import { unlessGone } from './tags/races.ts';

/** The largest page of any Describe call of ECR; the API's default is 100. */
const PAGE_SIZE = 1000;

/**
 * How many repositories are read concurrently: enough to hide the round trips to ECR. The pacer (paced.ts) decides how
 * many calls a second that makes.
 */
export const REPOSITORIES_AT_A_TIME = 32;

/** `Item` with `Key` required: the API's types make every member optional. */
type With<Item, Key extends keyof Item> = Item & { [key in Key]-?: NonNullable<Item[key]> };

export type RegistryRepository = With<Repository, 'repositoryName'>;
export type RegistryImage = With<ImageDetail, 'imageDigest'>;
export type RegistryCacheRule = With<
  PullThroughCacheRule,
  'ecrRepositoryPrefix' | 'upstreamRegistryUrl'
>;

export type RegistryTemplate = With<RepositoryCreationTemplate, 'prefix'>;

/** The most names that one DescribeRepositories takes; names and pages exclude each other. */
const NAMES_AT_A_TIME = 100;

/**
 * The repositories of the registry, page after page as they are asked for: all, or those that are named.
 *
 * @throws RepositoryNotFoundException when a named one does not exist.
 */
export async function* repositories(
  ecr: ECRClient,
  names: readonly string[] = [],
): AsyncGenerator<RegistryRepository> {
  if (names.length > 0) return yield* named(ecr, [...new Set(names)]);
  const pages = paginateDescribeRepositories({ client: ecr, pageSize: PAGE_SIZE }, {});
  for await (const page of pages) yield* having(page.repositories, 'repositoryName');
}

/** All repositories of the registry, listed once, when somebody first goes through them. */
export function listedOnce(ecr: ECRClient): AsyncIterable<RegistryRepository> {
  let all: Promise<RegistryRepository[]> | undefined;
  return {
    async *[Symbol.asyncIterator]() {
      all ??= Array.fromAsync(repositories(ecr));
      yield* await all;
    },
  };
}

async function* named(ecr: ECRClient, names: string[]): AsyncGenerator<RegistryRepository> {
  for (let at = 0; at < names.length; at += NAMES_AT_A_TIME) {
    const repositoryNames = names.slice(at, at + NAMES_AT_A_TIME);
    const answer = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames }));
    yield* having(answer.repositories, 'repositoryName');
  }
}

/** One repository, or undefined when it is gone. */
export async function repository(
  ecr: ECRClient,
  name: string,
): Promise<RegistryRepository | undefined> {
  return (await unlessGone(Array.fromAsync(repositories(ecr, [name]))))?.[0];
}

/**
 * The images of a repository, page after page as they are asked for.
 *
 * @param filter - The API lists only ACTIVE images unless `imageStatus` says otherwise.
 * @throws RepositoryNotFoundException
 */
export async function* imagePages(
  ecr: ECRClient,
  repositoryName: string,
  filter: DescribeImagesFilter,
): AsyncGenerator<RegistryImage[]> {
  const input = { repositoryName, filter };
  const pages = paginateDescribeImages({ client: ecr, pageSize: PAGE_SIZE }, input);
  for await (const page of pages) yield sharing(having(page.imageDetails, 'imageDigest'));
}

/** What most images of a page have alike, and what each parsed page would hold once per image. */
const alike = [
  'registryId',
  'repositoryName',
  'imageManifestMediaType',
  'artifactMediaType',
] as const;

/** The same images, whose equal texts are one text in memory. */
function sharing(page: RegistryImage[]): RegistryImage[] {
  const texts = new Map<string, string>();
  for (const image of page) {
    for (const key of alike) {
      const text = image[key];
      if (text === undefined) continue;
      const known = texts.get(text);
      if (known === undefined) texts.set(text, text);
      else image[key] = known;
    }
  }
  return page;
}

/** The same, image by image. */
export async function* images(
  ...parameters: Parameters<typeof imagePages>
): AsyncGenerator<RegistryImage> {
  for await (const page of imagePages(...parameters)) yield* page;
}

/**
 * One image, or undefined when the image or its repository is gone.
 *
 * @param filter - As for `imagePages`.
 */
export async function image(
  ecr: ECRClient,
  repositoryName: string,
  imageId: ImageIdentifier,
  filter?: DescribeImagesFilter,
): Promise<RegistryImage | undefined> {
  const input = { repositoryName, imageIds: [imageId], ...(filter && { filter }) };
  const found = await unlessGone(ecr.send(new DescribeImagesCommand(input)));
  return having(found?.imageDetails, 'imageDigest')[0];
}

const IMAGES_CONCURRENTLY = 8;

/** The most images that one DescribeImages takes. */
const IMAGES_AT_A_TIME = 100;

/**
 * Those of these images that exist: a call for a hundred. One that is gone fails the call for all of them, which are
 * then asked for one by one.
 *
 * @param filter - As for `imagePages`.
 */
export async function imagesOf(
  ecr: ECRClient,
  repositoryName: string,
  digests: readonly string[],
  filter?: DescribeImagesFilter,
): Promise<RegistryImage[]> {
  const found: RegistryImage[] = [];
  for (let at = 0; at < digests.length; at += IMAGES_AT_A_TIME) {
    const imageIds = digests
      .slice(at, at + IMAGES_AT_A_TIME)
      .map((imageDigest) => ({ imageDigest }));
    found.push(...(await hundredImages(ecr, repositoryName, imageIds, filter)));
  }
  return found;
}

async function hundredImages(
  ecr: ECRClient,
  repositoryName: string,
  imageIds: ImageIdentifier[],
  filter?: DescribeImagesFilter,
): Promise<RegistryImage[]> {
  try {
    const input = { repositoryName, imageIds, ...(filter && { filter }) };
    const answer = await ecr.send(new DescribeImagesCommand(input));
    return having(answer.imageDetails, 'imageDigest');
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return [];
    if (!(error instanceof ImageNotFoundException)) throw error;
  }
  if (imageIds.length === 1) return [];
  const found = await pMap(imageIds, (imageId) => image(ecr, repositoryName, imageId, filter), {
    concurrency: IMAGES_CONCURRENTLY,
  });
  return found.filter((each) => each !== undefined);
}

/** Every pull through cache rule of the registry (the quota is 50); none where ECR has no such rules. */
export function cacheRules(ecr: ECRClient): Promise<RegistryCacheRule[]> {
  return unlessNotOffered(offeredCacheRules(ecr));
}

/** The same; where ECR has no such rules, the call fails. */
export async function offeredCacheRules(ecr: ECRClient): Promise<RegistryCacheRule[]> {
  const found: RegistryCacheRule[] = [];
  const pages = paginateDescribePullThroughCacheRules({ client: ecr, pageSize: PAGE_SIZE }, {});
  for await (const page of pages) {
    found.push(...having(page.pullThroughCacheRules, 'ecrRepositoryPrefix', 'upstreamRegistryUrl'));
  }
  return found;
}

/**
 * The prefixes of all cache rules: those of the registry, and those that registry.yml declares, as their
 * repositories may exist before the rule does. For whatever leaves cached repositories alone.
 */
export async function cachePrefixes(
  ecr: ECRClient,
  declared: readonly string[],
): Promise<string[]> {
  const existing = (await cacheRules(ecr)).map((rule) => rule.ecrRepositoryPrefix);
  return [...new Set([...existing, ...declared])];
}

/** Every repository creation template of the registry, whoever created it; none where ECR has no templates. */
export function creationTemplates(ecr: ECRClient): Promise<RegistryTemplate[]> {
  return unlessNotOffered(offeredTemplates(ecr));
}

async function offeredTemplates(ecr: ECRClient): Promise<RegistryTemplate[]> {
  const found: RegistryTemplate[] = [];
  const paging = { client: ecr, pageSize: PAGE_SIZE };
  for await (const page of paginateDescribeRepositoryCreationTemplates(paging, {})) {
    found.push(...having(page.repositoryCreationTemplates, 'prefix'));
  }
  return found;
}

/** Keeps the items that have the keys: AWS always sends them, but its types do not say so. */
function having<Item, Key extends keyof Item>(
  items: readonly Item[] | undefined,
  ...keys: Key[]
): With<Item, Key>[] {
  const has = (item: Item): item is With<Item, Key> =>
    keys.every((key) => item[key] !== undefined && item[key] !== null);
  return (items ?? []).filter(has);
}

/** Which repositories are read, and a callback for progress. */
export interface RegistryScope {
  /** Default: all there are. */
  names?: readonly string[];
  /** Called with each repository's name when it has been read, for progress. */
  onRepository?: (repositoryName: string) => void;
}
