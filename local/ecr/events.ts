import type { EventEntry } from '../events/event.ts';
import { isIndex } from './manifests.ts';
import type { Image, Repository } from './state.ts';

/**
 * `ECR Image Action`, as sent after a push and after a deletion (Amazon ECR user guide, "Amazon ECR events
 * and EventBridge"). An untagged image has no `image-tag`; a push also tells the media types.
 */
export function imageAction(
  action: 'PUSH' | 'DELETE',
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
      'action-type': action,
      ...(tag !== undefined && { 'image-tag': tag }),
      ...(action === 'PUSH' && pushedTypes(image)),
    },
  };
}

function pushedTypes(image: Image): object {
  const artifact = !isIndex(image.mediaType) && image.artifactMediaType;
  return {
    'manifest-media-type': image.mediaType,
    ...(artifact && { 'artifact-media-type': artifact }),
  };
}
