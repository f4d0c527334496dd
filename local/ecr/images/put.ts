import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { type Push, storeImage } from './images.ts';
import { imagePushed } from './pushed.ts';

/**
 * Stores a pushed image, and does everything that follows a push.
 *
 * @throws AwsError as `storeImage`
 */
export function putImage(ecr: Ecr, repository: Repository, push: Push): Image {
  const image = storeImage(ecr, repository, push);
  imagePushed(ecr, repository, image, push.tag);
  return image;
}
