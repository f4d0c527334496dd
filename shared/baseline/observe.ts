import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { BaselineConfig, BaselineRule } from '../config/schema/schema.ts';
import {
  cachePrefixes,
  REPOSITORIES_AT_A_TIME,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import { readSettings } from '../registry/settings/read.ts';
import { createSettingsReader, type SettingsReader } from '../registry/settings/reader.ts';
import type { Settings } from '../registry/settings/repository-settings.ts';
import { scanTypeOf } from '../registry/settings/scan-type.ts';
import { unlessGone } from '../registry/tags/races.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import { collectBaseline, type GovernedRepository } from './collect.ts';
import type { Unread } from './deviation.ts';
import { wantedSettings } from './rules.ts';

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
  /** By whichever rule of the registry: MANUAL, SCAN_ON_PUSH or CONTINUOUS_SCAN. */
  frequency: string;
  /** Of the registry: BASIC, or ENHANCED, which ignores the setting of a repository. */
  type: string;
}

export interface ObservedBaseline {
  repositories: ObservedRepository[];
  unread: Unread[];
}

export interface BaselineScope extends RegistryScope {
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. */
  cachePrefixes: readonly string[];
}

/** What settings are read with. */
export interface Reading {
  settings: SettingsReader;
  /** See scanTypeOf. Asked only where something scans by the registry's configuration, if at all. */
  scanType(): Promise<string>;
}

/** To read settings for the occasion, and not for others too. */
export function readingOf(ecr: ECRClient): Reading {
  return { settings: createSettingsReader(ecr), scanType: () => scanTypeOf(ecr) };
}

/**
 * Reads the repositories of the scope: a page of DescribeRepositories per 1,000 gives most settings; for the others
 * see observeGoverned.
 *
 * @returns the names of the repositories that no cache rule fills, with or without a rule, too.
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function observeBaseline(
  ecr: ECRClient,
  rules: BaselineConfig,
  { names: named, onRepository, cachePrefixes: declared }: BaselineScope,
): Promise<ObservedBaseline & { names: string[] }> {
  const visit = collectBaseline(rules, await cachePrefixes(ecr, declared));
  const visited = [{ visitor: 'baseline', visit }];
  const { failedVisits } = await visitRepositories(ecr, repositories(ecr, named), visited);
  if (failedVisits[0]) throw failedVisits[0].error;
  const { names, governed } = visit;
  const toRead = new Set(governed.map(({ repository }) => repository.repositoryName));
  for (const name of names) if (!toRead.has(name)) onRepository?.(name);
  return { names, ...(await observeGoverned(readingOf(ecr), governed, onRepository)) };
}

/**
 * Reads the settings of repositories that a listing does not have: a call each for the lifecycle policy and the tags,
 * and one per 25 for scans, where the rule declares them. One that cannot be read does not stop the others, and one
 * that was deleted meanwhile is in neither list.
 */
export async function observeGoverned(
  reading: Reading,
  governed: readonly GovernedRepository[],
  onRepository?: (repositoryName: string) => void,
): Promise<ObservedBaseline> {
  const observed: ObservedBaseline = { repositories: [], unread: [] };
  const readOne = async ({ repository, rule }: GovernedRepository) => {
    const name = repository.repositoryName;
    try {
      return await observeRepository(reading.settings, { repository, rule });
    } catch (error) {
      observed.unread.push({ repository: name, error });
      return undefined;
    } finally {
      onRepository?.(name);
    }
  };
  const read = await pMap(governed, readOne, { concurrency: REPOSITORIES_AT_A_TIME });
  observed.repositories = await withScanning(
    reading,
    read.filter((it) => it !== undefined),
  );
  observed.unread.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return observed;
}

/** Undefined when the repository was deleted meanwhile. */
async function observeRepository(
  settings: SettingsReader,
  { repository, rule }: GovernedRepository,
): Promise<ObservedRepository | undefined> {
  const state = await unlessGone(readSettings(settings, repository, wantedSettings(rule)));
  return state && { repository: repository.repositoryName, rule, state };
}

/** Reads what scans the repositories whose own setting is off. */
async function withScanning(
  { settings, scanType }: Reading,
  observed: ObservedRepository[],
): Promise<ObservedRepository[]> {
  const asked = observed
    .filter(({ rule, state }) => rule.scanOnPush && !state.scanOnPush)
    .map(({ repository }) => repository);
  if (asked.length === 0) return observed;
  const [frequencies, type] = await Promise.all([settings.scanFrequencies(asked), scanType()]);
  return observed.map((each) => {
    const frequency = frequencies.get(each.repository);
    return frequency ? { ...each, scanning: { frequency, type } } : each;
  });
}
