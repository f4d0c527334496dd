import { type ImageAction, imageAction } from './events.ts';
import type { Ecr } from './model/ecr.ts';
import type { Image } from './model/image.ts';
import type { Repository } from './model/repository.ts';

/** Puts on the bus what became of an image, or of one tag of it. */
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
