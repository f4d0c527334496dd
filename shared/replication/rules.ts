import { DescribeRegistryCommand, type ECRClient } from '@aws-sdk/client-ecr';

/** Which repositories are replicated: prefixes of their names, for each rule of the registry. A rule without any applies to all. */
export type ReplicatedPrefixes = string[][];

export async function replicatedPrefixes(ecr: ECRClient): Promise<ReplicatedPrefixes> {
  const { replicationConfiguration } = await ecr.send(new DescribeRegistryCommand({}));
  return (replicationConfiguration?.rules ?? []).map(({ repositoryFilters = [] }) =>
    // A filter without a text matches no name.
    repositoryFilters.map(({ filter }) => filter ?? '\0'),
  );
}

export function isReplicated(repositoryName: string, rules: ReplicatedPrefixes): boolean {
  return rules.some(
    (prefixes) => prefixes.length === 0 || prefixes.some((it) => repositoryName.startsWith(it)),
  );
}
