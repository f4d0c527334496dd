import type { Measure } from '../../runtime/metrics.ts';
import type { Counts } from '../summary/count.ts';
import type { Quota, Summary } from '../summary/summary.ts';

/** Metrics with their dimensions. */
export interface Measured {
  dimensions: Record<string, string>;
  measures: Record<string, Measure>;
}

/**
 * The CloudWatch metrics of an inventory: the registry's totals, and the counts of the named repositories. CloudWatch
 * bills every metric of every combination of dimensions.
 */
export function measuresOf(summary: Summary, perRepository: readonly string[]): Measured[] {
  const { registryId, region, repositories, quotas } = summary;
  const registry = { account: registryId, region };
  const named = new Set(perRepository);
  return [
    {
      dimensions: registry,
      measures: {
        Repositories: [repositories, 'Count'],
        UnreadRepositories: [summary.failed.length, 'Count'],
        ...counted(summary),
        RepositoriesQuotaUsed: [percent(quotas.repositories), 'Percent'],
        ImagesPerRepositoryQuotaUsed: [percent(quotas.imagesPerRepository), 'Percent'],
      },
    },
    ...summary.perRepository
      .filter(({ repository }) => named.has(repository))
      .map((it) => ({
        dimensions: { ...registry, repository: it.repository },
        measures: counted(it),
      })),
  ];
}

function counted({ images, tags, untaggedImages, bytes }: Counts): Record<string, Measure> {
  return {
    Images: [images, 'Count'],
    Tags: [tags, 'Count'],
    UntaggedImages: [untaggedImages, 'Count'],
    StoredBytes: [bytes, 'Bytes'],
  };
}

function percent({ used, limit }: Quota): number {
  return (used / limit) * 100;
}
