import { BatchGetImageCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { indexMediaTypes, isIndex } from '../registry/manifests/media-types.ts';
import { isReferrer, tagsOfPushers } from '../registry/manifests/referrers.ts';
import { images, type RegistryImage } from '../registry/read.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { Failure } from './findings/result.ts';
import { isQuarantined } from './walk/seen-image.ts';

/** The most indexes that are read for one image. */
const MOST_READ = 10;

/**
 * The failures; those without a tag get the multi-arch image that lists them, where one is found.
 *
 * ECR counts reading an index as a pull of it, and nothing else says what it lists. So this is done only for images
 * that fail: one index after the other, from the one that was pushed next after the image, ten at most.
 */
export async function withParents(
  ecr: ECRClient,
  failures: readonly Failure[],
): Promise<Failure[]> {
  const listed = new Map<string, Promise<RegistryImage[]>>();
  const indexesOf = (repository: string) => {
    const known = listed.get(repository) ?? taggedIndexes(ecr, repository);
    listed.set(repository, known);
    return known;
  };
  const read = new Map<string, Promise<string>>();
  const manifestOf = (repository: string, digest: string) => {
    const key = `${repository}@${digest}`;
    const known = read.get(key) ?? indexManifest(ecr, repository, digest);
    read.set(key, known);
    return known;
  };
  const found: Failure[] = [];
  for (const failure of failures) {
    const { repository, digest, tags } = failure;
    const indexes = tags.length > 0 ? [] : after(failure, await indexesOf(repository));
    let parent: RegistryImage | undefined;
    for (const index of indexes) {
      // An index is JSON of a pusher; whatever its form, it lists an image if it has its digest.
      if (!(await manifestOf(repository, index.imageDigest)).includes(digest)) continue;
      parent = index;
      break;
    }
    found.push(parent ? { ...failure, partOf: partOf(parent) } : failure);
  }
  return found;
}

function partOf(parent: RegistryImage): NonNullable<Failure['partOf']> {
  const { imageDigest: digest, lastRecordedPullTime: pulledAt } = parent;
  return { digest, tags: tagsOfPushers(parent), ...(pulledAt && { pulledAt }) };
}

async function taggedIndexes(ecr: ECRClient, repository: string): Promise<RegistryImage[]> {
  const read = async () => {
    const found: RegistryImage[] = [];
    for await (const image of images(ecr, repository, { tagStatus: 'TAGGED' })) {
      if (isIndex(image) && !isQuarantined(image) && !isReferrer(image)) found.push(image);
    }
    return found;
  };
  const found = await unlessGone(read());
  return (found ?? []).toSorted((a, b) => pushed(a) - pushed(b));
}

/** An index cannot be pushed before what it lists. */
function after({ pushedAt }: Failure, indexes: readonly RegistryImage[]): RegistryImage[] {
  const at = pushedAt?.getTime() ?? 0;
  return indexes.filter((index) => pushed(index) >= at).slice(0, MOST_READ);
}

async function indexManifest(
  ecr: ECRClient,
  repositoryName: string,
  imageDigest: string,
): Promise<string> {
  const input = { repositoryName, imageIds: [{ imageDigest }] };
  const command = new BatchGetImageCommand({ ...input, acceptedMediaTypes: [...indexMediaTypes] });
  const answer = await unlessGone(ecr.send(command));
  return answer?.images?.[0]?.imageManifest ?? '';
}

function pushed({ imagePushedAt }: RegistryImage): number {
  return imagePushedAt?.getTime() ?? 0;
}
