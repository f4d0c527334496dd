import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { scanningOf } from './configuration.ts';
import { isScannable, shownScan, startScan } from './scan.ts';

/** Milliseconds in which an image can have one basic scan: 24 hours (API reference, StartImageScan). */
const basicScanInterval = 24 * 60 * 60 * 1000;

/** Was the image scanned in the last 24 hours, so that another basic scan is refused? */
export function isScannedToday(ecr: Ecr, image: Image): boolean {
  const last = image.scanned?.type === 'BASIC' ? image.scanned.startedAt : undefined;
  return last !== undefined && ecr.now().getTime() - last.getTime() < basicScanInterval;
}

/** Scans a pushed image, if the registry is configured to. Inspector's initial scan runs once per image. */
export function scanOnPush(ecr: Ecr, repository: Repository, image: Image): void {
  if (scanningOf(ecr.registry, repository).frequency === 'MANUAL' || !isScannable(image)) return;
  const { type } = ecr.registry.scanning;
  const isDone = type === 'BASIC' ? isScannedToday(ecr, image) : shownScan(ecr, image);
  if (!isDone) startScan(ecr, repository, image);
}
