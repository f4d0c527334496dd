import {
  type ECRClient,
  ImageAlreadyExistsException,
  ImageTagAlreadyExistsException,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { readManifest } from '../manifests/manifest.ts';
import { image } from '../read.ts';
import { deleteTag, type TaggedImage } from './retag.ts';

/** What became of a tag that an image was to have. */
export type Given =
  | { state: 'given' }
  /** It had the tag already. */
  | { state: 'had' }
  /** The tag points to another image: somebody has pushed since. Nothing was changed. */
  | { state: 'taken'; imageDigest: string }
  /** The image or its repository is gone. */
  | { state: 'gone' };

/**
 * Gives an image a tag, unless another image has it. The tag is read right before: where tags are mutable, PutImage
 * would move it.
 */
export async function giveFreeTag(
  ecr: ECRClient,
  { repositoryName, imageTag, imageDigest }: TaggedImage,
): Promise<Given> {
  const manifest = await readManifest(ecr, repositoryName, { imageDigest });
  if (manifest === undefined) return { state: 'gone' };
  const holder = await holderOf(ecr, repositoryName, imageTag);
  if (holder !== undefined) return holder === imageDigest ? { state: 'had' } : taken(holder);
  try {
    await ecr.send(new PutImageCommand({ repositoryName, ...manifest, imageTag }));
    return { state: 'given' };
  } catch (error) {
    if (error instanceof ImageAlreadyExistsException) return { state: 'had' };
    if (!(error instanceof ImageTagAlreadyExistsException)) throw error;
    // Somebody pushed in that moment, and tags are immutable here.
    const now = await holderOf(ecr, repositoryName, imageTag);
    if (now === undefined) throw error;
    return taken(now);
  }
}

/** What became of a tag that was to be removed. */
export type Untagging =
  | 'removed'
  /** The image does not have it. */
  | 'absent'
  /** The image has no other, and ECR would delete it: the tag stays. */
  | 'last';

/** Removes a tag from an image that has another one; its last tag stays. */
export async function removeUnlessLast(ecr: ECRClient, from: TaggedImage): Promise<Untagging> {
  const { repositoryName, imageTag, imageDigest } = from;
  const { imageTags = [] } = (await image(ecr, repositoryName, { imageDigest })) ?? {};
  if (!imageTags.includes(imageTag)) return 'absent';
  if (imageTags.length === 1) return 'last';
  const { state } = await deleteTag(ecr, from);
  if (state === 'referenced') return 'last';
  return state === 'gone' ? 'absent' : 'removed';
}

function taken(imageDigest: string): Given {
  return { state: 'taken', imageDigest };
}

async function holderOf(
  ecr: ECRClient,
  repositoryName: string,
  imageTag: string,
): Promise<string | undefined> {
  return (await image(ecr, repositoryName, { imageTag }))?.imageDigest;
}
