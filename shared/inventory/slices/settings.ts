import pMap from 'p-map';
import { isCached } from '../../registry/cached.ts';
import { REPOSITORIES_AT_A_TIME, type RegistryRepository } from '../../registry/read.ts';
import type { SettingsReader } from '../../registry/settings/reader.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import type { RepositoryRow } from '../rows/rows.ts';
import type { RepositoryCount } from '../summary/count.ts';

export interface RowOptions {
  /** Prefixes of the registry's pull through cache rules. */
  cachePrefixes: readonly string[];
  /** Whether to read policies and resource tags: three calls per repository, and one for 25. */
  settings: boolean;
}

/** The rows of the repositories that were counted, in their order. */
export async function repositoryRows(
  reader: SettingsReader,
  repositories: readonly RegistryRepository[],
  counts: readonly RepositoryCount[],
  { cachePrefixes, settings }: RowOptions,
): Promise<RepositoryRow[]> {
  const byName = new Map(repositories.map((it) => [it.repositoryName, it]));
  const names = settings ? counts.map(({ repository }) => repository) : [];
  const frequencies = await reader.scanFrequencies(names);
  const row = async (count: RepositoryCount): Promise<RepositoryRow> => {
    const repository = byName.get(count.repository);
    const arn = repository?.repositoryArn;
    const read = settings && arn ? await readSettings(reader, count.repository, arn) : undefined;
    return {
      ...count,
      ...described(repository),
      cacheRule: cachePrefixes.find((prefix) => isCached(count.repository, [prefix])),
      scanFrequency: frequencies.get(count.repository),
      policy: read?.policy,
      lifecyclePolicy: read?.lifecyclePolicy,
      resourceTags: read?.resourceTags ?? {},
    };
  };
  return pMap(counts, row, { concurrency: REPOSITORIES_AT_A_TIME });
}

/** Undefined when the repository was deleted since it was counted. */
function readSettings(reader: SettingsReader, name: string, arn: string) {
  const read = Promise.all([
    reader.repositoryPolicy(name),
    reader.lifecyclePolicy(name),
    reader.resourceTags(name, arn),
  ]).then(([policy, lifecycle, tags]) => ({
    policy,
    lifecyclePolicy: lifecycle,
    resourceTags: tags,
  }));
  return unlessGone(read);
}

function described(repository: RegistryRepository | undefined) {
  const {
    createdAt,
    imageTagMutability,
    imageTagMutabilityExclusionFilters = [],
  } = repository ?? {};
  return {
    createdAt,
    tagMutability: imageTagMutability,
    tagMutabilityExclusions: imageTagMutabilityExclusionFilters.flatMap(
      ({ filter }) => filter ?? [],
    ),
    encryption: repository?.encryptionConfiguration?.encryptionType,
    kmsKey: repository?.encryptionConfiguration?.kmsKey,
  };
}
