import type { RegistryRepository } from '../../registry/read.ts';
import type { SliceVisit } from '../../walk/visitor.ts';
import type { Scanning } from '../rules.ts';
import { createCandidates } from './candidates.ts';
import { keepHighest } from './highest.ts';
import { lastUse, type SeenImage } from './seen-image.ts';

/** An image whose findings a scan has to give. */
export interface Candidate extends SeenImage {
  repository: string;
}

/** What some repositories have to be checked. */
export interface ScanPart {
  /** Repositories that a rule applies to. */
  repositories: number;
  /** Images to check: those used last, at most maxImages. */
  looks: readonly Candidate[];
  /** How many there are in all. */
  found: number;
  /** Images that `scanning.sweep` excludes, and how many of these have no tag. */
  others: number;
  untagged: number;
}

/** Gathers the images to check. It reads nothing itself. */
export interface ScanCollector extends Pick<SliceVisit<unknown>, 'repository'> {
  part(): ScanPart;
}

/** @param now - The time to which `pulledWithinDays` refers. */
export function collectScans(scanning: Scanning, now: Date): ScanCollector {
  const merged = createMerged(scanning);
  return {
    repository: ({ repositoryName: repository }: RegistryRepository) => {
      if (scanning.ruleFor(repository) === undefined) return undefined;
      const candidates = createCandidates(scanning.sweep, now);
      return {
        images: (page) => {
          for (const image of page) candidates.add(image);
        },
        end: () => {
          const { looks, ...counts } = candidates.chosen();
          const theirs = looks.map((seen) => ({ repository, ...seen }));
          merged.add({ ...counts, repositories: 1, looks: theirs });
        },
      };
    },
    part: merged.part,
  };
}

/** The parts as one: of all their images those used last. */
export async function mergeParts(
  { sweep }: Pick<Scanning, 'sweep'>,
  parts: AsyncIterable<ScanPart>,
): Promise<ScanPart> {
  const merged = createMerged({ sweep });
  for await (const part of parts) merged.add(part);
  return merged.part();
}

function createMerged({ sweep }: Pick<Scanning, 'sweep'>) {
  const looks = keepHighest<Candidate>(sweep.maxImages, lastUse);
  const counts = { repositories: 0, found: 0, others: 0, untagged: 0 };
  return {
    add: (part: ScanPart) => {
      counts.repositories += part.repositories;
      counts.found += part.found;
      counts.others += part.others;
      counts.untagged += part.untagged;
      for (const look of part.looks) looks.offer(look);
    },
    part: (): ScanPart => ({ ...counts, looks: looks.all() }),
  };
}
