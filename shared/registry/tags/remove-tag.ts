import { BatchDeleteImageCommand, type ECRClient, type ImageIdentifier } from '@aws-sdk/client-ecr';
import { ImageFailureError } from '../manifests/image-failure.ts';
import { giveTag, readManifest } from '../manifests/manifest.ts';
import { image } from '../read.ts';

/** A tag of a repository, and the digest that it is known to point to. */
export interface TaggedImage {
  repositoryName: string;
  imageTag: string;
  imageDigest: string;
}

/** What became of a tag that was to be removed. */
export type Removed =
  /** ECR removed these tags: more than the one, where it deleted the image. */
  | { state: 'removed'; tags: readonly string[]; by: 'pair' | 'tag' }
  /** The tag does not exist any more, or points to another image: nothing was removed. */
  | { state: 'moved' }
  | Raced;

/** The tag moved to another image at the moment of the removal, and was removed from that one. */
export interface Raced {
  state: 'raced';
  /** Of the image that it was removed from. */
  imageDigest: string;
  /** Whether that image, or one of a later push, has the tag again. Else ECR deleted it with its last tag. */
  givenBack: boolean;
}

/**
 * Removes a tag from the image that is known to have it, and from no other: by the tag *and* the digest, a pair
 * that ECR refuses (ImageTagDoesNotMatchDigest) as soon as another image has the tag. Where ECR refuses the
 * pair for another reason, by the tag alone, once the tag has been read again; a push in between then loses its
 * tag, and gets it again where its image still exists.
 *
 * AWS does not document what the pair does to the image's *other* tags: see keep-image.ts.
 *
 * @throws ImageFailureError when ECR refuses the tag alone, too
 * @throws RepositoryNotFoundException
 */
export async function removeTag(ecr: ECRClient, from: TaggedImage): Promise<Removed> {
  const { repositoryName, imageTag, imageDigest } = from;
  const pair = await deleteImage(ecr, repositoryName, { imageTag, imageDigest });
  if ('removed' in pair) return outcome(ecr, from, pair.removed, 'pair');
  if (isGone(pair.error)) return { state: 'moved' };
  const now = await image(ecr, repositoryName, { imageTag });
  if (now?.imageDigest !== imageDigest) return { state: 'moved' };
  const alone = await deleteImage(ecr, repositoryName, { imageTag });
  if ('removed' in alone) return outcome(ecr, from, alone.removed, 'tag');
  if (isGone(alone.error)) return { state: 'moved' };
  throw alone.error;
}

const gone: readonly unknown[] = ['ImageNotFound', 'ImageTagDoesNotMatchDigest'];

function isGone({ failureCode }: ImageFailureError): boolean {
  return gone.includes(failureCode);
}

type Deletion = { removed: readonly ImageIdentifier[] } | { error: ImageFailureError };

async function deleteImage(
  ecr: ECRClient,
  repositoryName: string,
  id: { imageTag: string; imageDigest?: string },
): Promise<Deletion> {
  const input = { repositoryName, imageIds: [id] };
  const { imageIds = [], failures } = await ecr.send(new BatchDeleteImageCommand(input));
  const failure = failures?.[0];
  if (failure === undefined) return { removed: imageIds };
  const name = `${repositoryName}:${id.imageTag}`;
  return { error: new ImageFailureError('BatchDeleteImage', name, failure) };
}

async function outcome(
  ecr: ECRClient,
  from: TaggedImage,
  removed: readonly ImageIdentifier[],
  by: 'pair' | 'tag',
): Promise<Removed> {
  const other = removed.find((it) => it.imageDigest && it.imageDigest !== from.imageDigest);
  if (other?.imageDigest !== undefined) {
    return { state: 'raced', ...(await giveBack(ecr, from, other.imageDigest)) };
  }
  return { state: 'removed', tags: removed.flatMap(({ imageTag }) => imageTag ?? []), by };
}

/** Never moves the tag away from the image of a later push. */
async function giveBack(
  ecr: ECRClient,
  { repositoryName, imageTag }: TaggedImage,
  imageDigest: string,
): Promise<Omit<Raced, 'state'>> {
  const manifest = await readManifest(ecr, repositoryName, { imageDigest });
  const holder = await image(ecr, repositoryName, { imageTag });
  if (holder !== undefined) return { imageDigest, givenBack: true };
  if (manifest === undefined) return { imageDigest, givenBack: false };
  await giveTag(ecr, repositoryName, manifest, imageTag);
  return { imageDigest, givenBack: true };
}
