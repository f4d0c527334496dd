import { type ECRClient, GetRegistryScanningConfigurationCommand } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import type { BaselineConfig, BaselineRule } from '../config/schema/schema.ts';
import { isCached } from '../registry/cached.ts';
import {
  cachePrefixes,
  REPOSITORIES_AT_A_TIME,
  type RegistryRepository,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { readSettings } from '../registry/settings/read.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import { scanFrequencies } from '../registry/settings/scanning.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { Unread } from './deviation.ts';
import { ruleFor, wantedSettings } from './rules.ts';

/** A repository that a rule applies to, with the settings that the rule declares. */
export interface ObservedRepository {
  repository: string;
  rule: BaselineRule;
  state: Settings;
  /**
   * Where the rule declares scans and the repository's own setting is off: what scans it by the registry's
   * configuration.
   */
  scanning?: Scanning;
}

export interface Scanning {
  /** MANUAL, SCAN_ON_PUSH or CONTINUOUS_SCAN. */
  frequency: string;
  /** Of the registry: BASIC, or ENHANCED, which ignores the setting of a repository. */
  type: string;
}

export interface ObservedBaseline {
  /** The number of repositories that no cache rule fills, with or without a rule. */
  names: string[];
  repositories: ObservedRepository[];
  unread: Unread[];
}

export interface BaselineScope extends RegistryScope {
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. */
  cachePrefixes: readonly string[];
}

/**
 * Reads the repositories of the scope: a page of DescribeRepositories per 1,000 gives most settings. A
 * call each for the lifecycle policy and the tags, and one per 25 for scans, where the rule declares them.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function observeBaseline(
  ecr: ECRClient,
  rules: BaselineConfig,
  { names, onRepository, cachePrefixes: declared }: BaselineScope,
): Promise<ObservedBaseline> {
  const prefixes = await cachePrefixes(ecr, declared);
  const found: ObservedBaseline = { names: [], repositories: [], unread: [] };
  const readOne = async (repository: RegistryRepository) => {
    const rule = ruleFor(rules, repository.repositoryName);
    const read = rule && (await observeOne(ecr, repository, rule));
    onRepository?.(repository.repositoryName);
    return { name: repository.repositoryName, read };
  };
  const own = notCached(repositories(ecr, names), prefixes);
  for await (const { name, read } of pMapIterable(own, readOne, {
    concurrency: REPOSITORIES_AT_A_TIME,
  })) {
    found.names.push(name);
    if (read && 'error' in read) found.unread.push(read);
    else if (read) found.repositories.push(read);
  }
  return { ...found, repositories: await withScanning(ecr, found.repositories) };
}

async function* notCached(all: AsyncIterable<RegistryRepository>, prefixes: readonly string[]) {
  for await (const each of all) if (!isCached(each.repositoryName, prefixes)) yield each;
}

/** Undefined when the repository was deleted meanwhile. */
export async function observeRepository(
  ecr: ECRClient,
  repository: RegistryRepository,
  rule: BaselineRule,
): Promise<ObservedRepository | undefined> {
  const state = await unlessGone(readSettings(ecr, repository, wantedSettings(rule)));
  return state && { repository: repository.repositoryName, rule, state };
}

/** One that cannot be read does not stop the others. */
async function observeOne(
  ecr: ECRClient,
  repository: RegistryRepository,
  rule: BaselineRule,
): Promise<ObservedRepository | Unread | undefined> {
  const name = repository.repositoryName;
  try {
    return await observeRepository(ecr, repository, rule);
  } catch (error) {
    return { repository: name, error };
  }
}

/** Reads what scans the repositories whose own setting is off. */
export async function withScanning(
  ecr: ECRClient,
  observed: ObservedRepository[],
): Promise<ObservedRepository[]> {
  const asked = observed.filter(({ rule, state }) => rule.scanOnPush && !state.scanOnPush);
  if (asked.length === 0) return observed;
  const [frequencies, { scanningConfiguration }] = await Promise.all([
    scanFrequencies(
      ecr,
      asked.map(({ repository }) => repository),
    ),
    ecr.send(new GetRegistryScanningConfigurationCommand({})),
  ]);
  const type = scanningConfiguration?.scanType ?? 'BASIC';
  return observed.map((each) => {
    const frequency = frequencies.get(each.repository);
    return frequency ? { ...each, scanning: { frequency, type } } : each;
  });
}
