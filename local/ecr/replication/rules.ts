import { invalidParameter } from '../errors.ts';
import type { Registry } from '../model/registry.ts';
import type { ReplicationDestination, ReplicationRule } from '../model/replication.ts';

/** Quota "Unique destinations across all rules" (Amazon ECR service quotas). */
const uniqueDestinations = 25;

/** @throws AwsError `InvalidParameterException` */
export function checkRules(registry: Registry, rules: readonly ReplicationRule[]): void {
  const destinations = rules.flatMap((rule) => rule.destinations);
  if (new Set(destinations.map(keyOf)).size > uniqueDestinations) {
    throw invalidParameter('rules', `must have at most ${uniqueDestinations} unique destinations`);
  }
  const own = keyOf({ region: registry.region, registryId: registry.accountId });
  if (destinations.some((it) => keyOf(it) === own)) {
    throw invalidParameter(
      'replicationConfiguration',
      'Replication destination cannot be the same as the source registry',
    );
  }
}

/** The destinations of a repository's images, without duplicates. */
export function destinationsOf(
  { replicationRules }: Registry,
  repositoryName: string,
): ReplicationDestination[] {
  const matching = replicationRules.filter(
    ({ repositoryFilters }) =>
      repositoryFilters?.some(({ filter }) => repositoryName.startsWith(filter)) ?? true,
  );
  const destinations = matching.flatMap((rule) => rule.destinations);
  return [...new Map(destinations.map((it) => [keyOf(it), it])).values()];
}

export function keyOf({ region, registryId }: ReplicationDestination): string {
  return `${registryId} ${region}`;
}
