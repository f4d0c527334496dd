import { announce } from '../announce.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { replicate } from '../replication/replicate.ts';
import { scanOnPush } from '../scanning/on-push.ts';
import { sign } from '../signing/sign.ts';

/** What follows when an image, or another tag of it, has been pushed: an event, a scan, replication, and signatures. */
export function imagePushed(ecr: Ecr, repository: Repository, image: Image, tag?: string): void {
  announce(ecr, 'PUSH', repository, image, tag);
  scanOnPush(ecr, repository, image);
  replicate(ecr, repository, image, tag);
  sign(ecr, repository, image);
}
