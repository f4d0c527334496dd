import { type ImageAction, imageAction } from './events.ts';
import type { Ecr } from './model/ecr.ts';
import type { Image } from './model/image.ts';
import type { Repository } from './model/repository.ts';

/** Sends the event of a change of an image, or of one of its tags. */
export function announce(
  ecr: Ecr,
  action: ImageAction,
  repository: Repository,
  image: Image,
  tag?: string,
): void {
  const entry = imageAction(action, repository, image, tag);
  const detailType = image.subjectDigest ? ecr.world.referrerEvents : 'ECR Image Action';
  ecr.emit({ ...entry, 'detail-type': detailType });
}
