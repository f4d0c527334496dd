import { isIndex } from '../images/manifests.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image, ImageScan } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import { isStillThere } from '../repositories/repositories.ts';
import { scanEvent } from './events.ts';
import { findingsOf } from './findings.ts';
import { inspectorEvents } from './inspector-events.ts';

const containerConfigs: readonly string[] = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** The media type of artifacts that are images by their manifest, and that scanners do not support. */
const BUILDKIT_CACHE = 'application/vnd.buildkit.cacheconfig.v0';

/** Can it be scanned? An image index, a referrer or an artifact such as a Helm chart cannot. */
export function isScannable({ mediaType, artifactMediaType, subjectDigest }: Image): boolean {
  if (isIndex(mediaType) || subjectDigest !== undefined) return false;
  if (artifactMediaType === undefined || artifactMediaType === BUILDKIT_CACHE) return true;
  return containerConfigs.includes(artifactMediaType);
}

/** The image's scan as far as the registry's type of scanning shows it. */
export function shownScan({ registry }: Ecr, image: Image): ImageScan | undefined {
  return image.scanned?.type === registry.scanning.type ? image.scanned : undefined;
}

/** Starts a scan of the registry's type; its end sends events. */
export function startScan(ecr: Ecr, repository: Repository, image: Image): void {
  const { type } = ecr.registry.scanning;
  const scan: ImageScan = { type, startedAt: ecr.now() };
  image.scanned = scan;
  finishScan(ecr, repository, image, scan);
}

/** Finishes a scan without a result. */
export function finishScan(ecr: Ecr, repository: Repository, image: Image, scan: ImageScan): void {
  ecr.world.background.run('scan', repository.name, () => {
    if (!isStillThere(ecr.registry, repository, image) || image.scanned !== scan) return;
    complete(ecr, repository, image, scan);
  });
}

function complete(ecr: Ecr, repository: Repository, image: Image, scan: ImageScan): void {
  const found =
    image.artifactMediaType === BUILDKIT_CACHE
      ? ({ status: 'UNSUPPORTED_IMAGE' } as const)
      : findingsOf(ecr.world.findings, repository.name, image);
  scan.result = { ...found, completedAt: ecr.now() };
  const events = scan.type === 'BASIC' ? [scanEvent] : inspectorEvents;
  for (const eventsOf of events) {
    for (const entry of eventsOf(ecr.registry, repository, image, scan.result)) ecr.emit(entry);
  }
}
