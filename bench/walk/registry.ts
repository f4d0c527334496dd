import { createHash } from 'node:crypto';
import type { Snapshot } from '../../local/ecr/snapshot/snapshot.ts';
import type { Uses } from '../../local/uses/uses.ts';

/** A registry of the walk's benchmarks. Its content depends on this alone, and on the day. */
export interface WalkSize {
  repositories: number;
  imagesPerRepository: number;
  /** So many images have an invalid tag, spread evenly over the repositories of teams. */
  violations: number;
  /** An image that was pushed `today` is quarantined by the rule; one of `last year` only reported. */
  pushed: 'today' | 'last year';
}

/** What share of the repositories baseline and scanning have rules for, and what share is cached. */
const PLATFORM = 0.1;
const CACHED = 0.05;

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Repositories by what they are for, in the order of their names. */
export function namesOf({ repositories }: WalkSize) {
  const [platform, cached] = [repositories * PLATFORM, repositories * CACHED].map(Math.round);
  const all = Array.from({ length: repositories }, (_, index) => index);
  const number = (index: number) => String(index).padStart(5, '0');
  const named = (from: number, to: number, prefix: string) =>
    all.slice(from, to).map((index) => `${prefix}-${number(index)}`);
  const [first = 0, second = 0] = [platform, (platform ?? 0) + (cached ?? 0)];
  return {
    platform: named(0, first, 'platform/service'),
    cached: named(first, second, 'quay.io/org/image'),
    teams: named(second, repositories, 'team/service'),
  };
}

/** The first images of a repository are the newest, and have the invalid tags; all other tags are versions. */
export function snapshotOf(size: WalkSize): Snapshot {
  const { platform, cached, teams } = namesOf(size);
  const invalid = invalidImages(teams, size.violations);
  const names = [...platform, ...cached, ...teams];
  const lastYear = Date.now() - 400 * DAY;
  const createdAt = new Date(lastYear).toISOString();
  const isToday = size.pushed === 'today';
  const imagesOf = (repositoryName: string) =>
    Array.from({ length: size.imagesPerRepository }, (_, at) => {
      const isInvalid = at < (invalid.get(repositoryName) ?? 0);
      return {
        repositoryName,
        imageDigest: digestOf(repositoryName, at),
        imageTags: [isInvalid ? `build-${at}` : `1.${at}.0`],
        imageSizeInBytes: 1000 + at,
        imagePushedAt: new Date(
          isInvalid && isToday ? Date.now() : lastYear - at * MINUTE,
        ).toISOString(),
        imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactMediaType: 'application/vnd.oci.image.config.v1+json',
      };
    });
  return {
    repositories: names.map((repositoryName) => ({
      ...{ repositoryName, createdAt },
      imageScanningConfiguration: { scanOnPush: !repositoryName.startsWith('team/') },
    })),
    imageDetails: names.flatMap(imagesOf),
    pullThroughCacheRules: [
      {
        ...{ ecrRepositoryPrefix: 'quay.io', upstreamRegistryUrl: 'quay.io' },
        upstreamRegistry: 'quay',
      },
    ],
  };
}

/** Does a pull through cache rule apply to it? */
export function isCachedName(name: string): boolean {
  return name.startsWith('quay.io/');
}

/** How many images with an invalid tag each repository has. */
function invalidImages(teams: readonly string[], violations: number): Map<string, number> {
  const counts = new Map<string, number>();
  const step = Math.max(1, Math.floor(teams.length / Math.max(1, violations)));
  for (let at = 0; at < violations; at += 1) {
    const name = teams[(at * step) % teams.length] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

export function digestOf(repository: string, at: number): string {
  return `sha256:${createHash('sha256').update(`${repository} ${at}`).digest('hex')}`;
}

/** Twenty functions run an image each. */
export function usesOf(size: WalkSize, host: string): Uses {
  const { platform } = namesOf(size);
  return {
    functions: platform.slice(0, 20).map((repository, at) => ({
      ...{ name: `function-${at}`, imageUri: `${host}/${repository}:1.0.0` },
      resolvedImageUri: `${host}/${repository}@${digestOf(repository, 0)}`,
    })),
  };
}

/** What ECR has at least to be asked to list all images once: a page has at most 1,000 items. */
export function leastCalls({ repositories, imagesPerRepository }: WalkSize): number {
  const pages = (items: number) => Math.max(1, Math.ceil(items / 1000));
  return pages(repositories) + repositories * pages(imagesPerRepository);
}
