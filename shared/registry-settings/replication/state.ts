import { DescribeRegistryCommand, type ECRClient } from '@aws-sdk/client-ecr';
import type { RegistrySettingsConfig } from '../../config/schema/schema.ts';
import { partitionOf, type RegistryIdentity } from '../../registry/identity.ts';

/** `replication` of `registry:` in registry.yml. */
export type DeclaredReplication = NonNullable<RegistrySettingsConfig['replication']>;

/** A rule of replication. All lists are sorted, as their order means nothing. */
export interface ReplicationRule {
  /** `123456789012/eu-central-1`. */
  destinations: readonly string[];
  /** What the names of repositories begin with; none: all repositories. */
  prefixes: readonly string[];
}

/** Every registry has a replication configuration; one without rules copies nothing. */
export interface ReplicationState {
  rules: readonly ReplicationRule[];
}

/** What a registry copies, and which one it is. */
export interface ObservedReplication {
  own: RegistryIdentity;
  state: ReplicationState;
}

export async function observeReplication(ecr: ECRClient): Promise<ObservedReplication> {
  const [answer, region] = await Promise.all([
    ecr.send(new DescribeRegistryCommand({})),
    ecr.config.region(),
  ]);
  const rules = (answer.replicationConfiguration?.rules ?? []).map((rule) => ({
    destinations: (rule.destinations ?? []).map((it) => `${it.registryId}/${it.region}`),
    prefixes: (rule.repositoryFilters ?? []).flatMap(({ filter }) => filter ?? []),
  }));
  return { own: { registryId: answer.registryId ?? '', region }, state: stateOf(rules) };
}

export function declaredState(
  { rules }: DeclaredReplication,
  own: RegistryIdentity,
): ReplicationState {
  return stateOf(
    rules.map(({ destinations, repositories: prefixes }) => ({
      ...{ destinations: destinations.map((it) => placeOf(it, own)), prefixes },
    })),
  );
}

/** `123456789012/eu-central-1`. */
export function placeOf(
  { registryId, region }: { registryId?: string | undefined; region: string },
  own: RegistryIdentity,
): string {
  return `${registryId ?? own.registryId}/${region}`;
}

/**
 * Why a registry cannot copy to a destination; undefined: nothing is known against it. There is no copy from one
 * partition to another (user guide, "Private image replication").
 */
export function obstacleTo(place: string, own: RegistryIdentity): string | undefined {
  if (place === placeOf(own, own)) return `${place} is this registry itself`;
  const [there, here] = [destinationOf(place).region, own.region].map((it) => partitionOf(it).name);
  return there === here
    ? undefined
    : `${place} is in the partition ${there}, this registry in ${here}`;
}

/** A destination as ECR has it. */
export function destinationOf(place: string): { registryId: string; region: string } {
  const [registryId = '', region = ''] = place.split('/');
  return { registryId, region };
}

function stateOf(rules: readonly ReplicationRule[]): ReplicationState {
  const plain = rules
    .filter(({ destinations }) => destinations.length > 0)
    .map(({ destinations, prefixes }) => ({
      destinations: [...new Set(destinations)].sort(),
      prefixes: [...new Set(prefixes)].sort(),
    }));
  const byText = new Map(plain.map((rule) => [JSON.stringify(rule), rule]));
  return { rules: [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []) };
}

/** Whether all that is copied to a destination by these prefixes, none of which is all, is copied by a state. */
export function isCopied(
  { rules }: ReplicationState,
  destination: string,
  prefixes: readonly string[],
): boolean {
  const there = rules.filter((rule) => rule.destinations.includes(destination));
  const wanted = prefixes.length === 0 ? [''] : prefixes;
  return wanted.every((prefix) =>
    there.some((rule) => rule.prefixes.length === 0 || isWithin(prefix, rule.prefixes)),
  );
}

/** Whether one that copies the repositories with some prefixes copies those with others, too. */
export function covers(copied: readonly string[], wanted: readonly string[]): boolean {
  if (copied.length === 0) return true;
  return wanted.length > 0 && wanted.every((prefix) => isWithin(prefix, copied));
}

/** Whether a prefix begins with one of others: an empty one means all names, and is within none. */
export function isWithin(prefix: string, others: readonly string[]): boolean {
  return others.some((other) => prefix.startsWith(other));
}
