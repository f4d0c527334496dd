import type { UnusedRepositoriesConfig, UnusedRule } from '../config/schema/schema.ts';
import { isCached } from '../registry/cached.ts';
import type { RegistryImage, RegistryRepository } from '../registry/read.ts';
import type { SliceVisit } from '../walk/visitor.ts';
import { ruleFor } from './rules.ts';

/** What was seen of a repository that a rule applies to. */
export interface SeenRepository {
  repository: RegistryRepository;
  rule: UnusedRule;
  /** Archived ones too. */
  images: number;
  /** Of the sizes that ECR gives: layers that images share count for each. */
  bytes: number;
  archivedBytes: number;
  /** When it was created, or the newest of its images was pushed or pulled; undefined where ECR does not say. */
  lastUse: Date | undefined;
}

export interface Collector extends Pick<SliceVisit, 'repository'> {
  seen: SeenRepository[];
}

/**
 * Collects the repositories that rules apply to. Of their images, sums alone are kept.
 *
 * @param prefixes - Of all cache rules: their repositories are left out.
 */
export function collectRepositories(
  rules: UnusedRepositoriesConfig,
  prefixes: readonly string[],
): Collector {
  const seen: SeenRepository[] = [];
  return {
    seen,
    repository: (repository) => {
      const { repositoryName: name, createdAt } = repository;
      const rule = isCached(name, prefixes) ? undefined : ruleFor(rules, name);
      if (rule === undefined) return undefined;
      const sums = { images: 0, bytes: 0, archivedBytes: 0 };
      let newest = createdAt?.getTime();
      return {
        images: (page) => {
          for (const image of page) {
            const { imageSizeInBytes: bytes = 0, imageStatus } = image;
            sums.images += 1;
            sums.bytes += bytes;
            if (imageStatus === 'ARCHIVED') sums.archivedBytes += bytes;
            if (newest !== undefined) newest = Math.max(newest, lastUseOf(image));
          }
        },
        end: () => {
          const lastUse = newest === undefined ? undefined : new Date(newest);
          seen.push({ repository, rule, ...sums, lastUse });
        },
      };
    },
  };
}

function lastUseOf({ imagePushedAt, lastRecordedPullTime }: RegistryImage): number {
  return Math.max(imagePushedAt?.getTime() ?? 0, lastRecordedPullTime?.getTime() ?? 0);
}
