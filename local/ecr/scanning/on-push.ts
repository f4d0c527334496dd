import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { scanningOf } from './configuration.ts';
import { isScannable, shownScan, startScan } from './scan.ts';

/** An image has one basic scan in so many milliseconds, 24 hours (API reference, StartImageScan). */
const basicScanInterval = 24 * 60 * 60 * 1000;

/** Was the image scanned in the last 24 hours, so that it is not yet time for another basic scan? */
export function isScannedToday(ecr: Ecr, image: Image): boolean {
  const last = image.scanned?.type === 'BASIC' ? image.scanned.startedAt : undefined;
  return last !== undefined && ecr.now().getTime() - last.getTime() < basicScanInterval;
}

/** Scans an image that came in, where the registry wants that. Inspector's initial scan comes once per image. */
export function scanOnPush(ecr: Ecr, repository: Repository, image: Image): void {
  if (scanningOf(ecr.registry, repository).frequency === 'MANUAL' || !isScannable(image)) return;
  const { type } = ecr.registry.scanning;
  const isDone = type === 'BASIC' ? isScannedToday(ecr, image) : shownScan(ecr, image);
  if (!isDone) startScan(ecr, repository, image);
}
