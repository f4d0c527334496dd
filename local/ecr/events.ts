import type { EventEntry } from '../events/event.ts';
import { isIndex } from './images/manifests.ts';
import type { Image } from './model/image.ts';
import type { Repository } from './model/repository.ts';

/** What happened to an image; the last two concern its storage class. */
export type ImageAction = 'PUSH' | 'DELETE' | 'ARCHIVE' | 'RESTORE';

/**
 * `ECR Image Action`, as sent after a push, a deletion and a change of the storage class (Amazon ECR user guide,
 * "Amazon ECR events and EventBridge"). An untagged image has no `image-tag`; a change of the storage class, which
 * applies to the whole image, never has one. All events but deletions have the media types.
 */
export function imageAction(
  action: ImageAction,
  repository: Repository,
  image: Image,
  tag: string | undefined,
): EventEntry {
  return {
    source: 'aws.ecr',
    'detail-type': 'ECR Image Action',
    resources: [],
    detail: {
      result: 'SUCCESS',
      'repository-name': repository.name,
      'image-digest': image.digest,
      ...membersOf[action](image),
      ...(tag !== undefined && { 'image-tag': tag }),
      ...(action !== 'DELETE' && mediaTypesOf(image)),
    },
  };
}

const membersOf: Readonly<Record<ImageAction, (image: Image) => object>> = {
  PUSH: () => ({ 'action-type': 'PUSH' }),
  DELETE: () => ({ 'action-type': 'DELETE' }),
  ARCHIVE: () => ({ 'action-type': 'UPDATE_STORAGE_CLASS', 'target-storage-class': 'ARCHIVE' }),
  RESTORE: (image) => ({
    'action-type': 'UPDATE_STORAGE_CLASS',
    'target-storage-class': 'STANDARD',
    'last-activated-at': image.lastActivatedAt?.toISOString(),
  }),
};

function mediaTypesOf(image: Image): object {
  const artifact = !isIndex(image.mediaType) && image.artifactMediaType;
  return {
    'manifest-media-type': image.mediaType,
    ...(artifact && { 'artifact-media-type': artifact }),
  };
}
