import type { ScanRule } from '../../config/schema/schema.ts';
import type { RegistryRepository } from '../../registry/read.ts';
import { type Uses, usesByRepository } from '../../use/uses.ts';
import type { Slice, SliceVisit } from '../../walk/visitor.ts';
import type { Scanning } from '../rules.ts';
import type { UsedBy } from '../used-by.ts';
import { type Chosen, createCandidates } from './candidates.ts';
import { keepHighest } from './highest.ts';
import { lastUse, type SeenImage } from './seen-image.ts';
import { findUsed, type RepositoryUsed } from './used.ts';

/** An image whose findings a scan has to give. */
export interface Candidate extends SeenImage {
  repository: string;
  /** Who runs it, as far as it is known. */
  usedBy?: UsedBy;
  /** It is known that nobody runs it. Default: somebody may. */
  isUnused?: true;
}

/** What some repositories have to be checked. */
export interface ScanPart {
  /** Repositories that a rule applies to. */
  repositories: number;
  /** Images to check: those in use, then those used last, of which at most maxImages. */
  looks: readonly Candidate[];
  /** How many there are in all. */
  found: number;
  /** Images that `scanning.sweep` excludes, and how many of these have no tag. */
  others: number;
  untagged: number;
}

/** What a collector has to know of use. */
export interface CollectorUse extends Pick<Slice, 'indexes'> {
  uses: Uses;
}

/** Gathers the images to check. It reads nothing itself, but indexes where a rule asks for images in use. */
export interface ScanCollector extends Pick<SliceVisit<unknown>, 'repository'> {
  part(): ScanPart;
}

/** @param now - The time to which `pulledWithinDays` refers. */
export function collectScans(
  scanning: Scanning,
  now: Date,
  { uses, indexes }: CollectorUse,
): ScanCollector {
  const merged = createMerged(scanning);
  const byRepository = usesByRepository(uses);
  return {
    repository: ({ repositoryName: repository }: RegistryRepository) => {
      if (scanning.ruleFor(repository) === undefined) return undefined;
      const candidates = createCandidates(scanning.sweep, now);
      const isAsked = scanning.asksForUse(repository);
      const theirs = byRepository.get(repository) ?? [];
      const { unknown } = uses;
      const finder = findUsed({ repository, uses: theirs, unknown, indexes, isAsked });
      return {
        images: (page) => {
          for (const image of page) {
            candidates.add(image);
            finder.add(image);
          }
        },
        end: async () => {
          const used = await finder.end();
          const chosen = candidates.chosen(used.images);
          merged.add(partOf(scanning, repository, { used, chosen }));
        },
      };
    },
    part: merged.part,
  };
}

/** Images that are known to be unused are left out where all rules are for images in use. */
function partOf(
  scanning: Scanning,
  repository: string,
  { used, chosen: { looks, ...counts } }: { used: RepositoryUsed; chosen: Chosen },
): ScanPart {
  const by = new Map(used.images.map((it) => [it.seen.digest, it.usedBy]));
  const candidates = looks.map((seen): Candidate => {
    const usedBy = by.get(seen.digest);
    if (usedBy) return { repository, ...seen, usedBy };
    return { repository, ...seen, ...(!used.isUncertain && { isUnused: true as const }) };
  });
  const hasRule = ({ isUnused }: Candidate) =>
    ruleOf(scanning, { repository, isUnused }) !== undefined;
  const those = candidates.filter(hasRule);
  const isForUsedAlone = !used.isUncertain && scanning.ruleFor(repository, false) === undefined;
  const figures = isForUsedAlone ? { found: those.length, others: 0, untagged: 0 } : counts;
  return { repositories: 1, looks: those, ...figures };
}

/** The rule for a candidate. */
export function ruleOf(
  scanning: Pick<Scanning, 'ruleFor'>,
  { repository, isUnused }: { repository: string; isUnused?: true | undefined },
): ScanRule | undefined {
  return scanning.ruleFor(repository, !isUnused);
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
  const used: Candidate[] = [];
  const counts = { repositories: 0, found: 0, others: 0, untagged: 0 };
  return {
    add: (part: ScanPart) => {
      counts.repositories += part.repositories;
      counts.found += part.found;
      counts.others += part.others;
      counts.untagged += part.untagged;
      for (const look of part.looks) {
        if (look.usedBy) used.push(look);
        else looks.offer(look);
      }
    },
    part: (): ScanPart => {
      const others = looks.all().slice(0, Math.max(0, sweep.maxImages - used.length));
      return { ...counts, looks: [...used, ...others] };
    },
  };
}
