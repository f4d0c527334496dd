import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { REPOSITORIES_AT_A_TIME, repositories } from '../../registry/read.ts';
import { readSettings } from '../../registry/settings/read.ts';
import { createSettingsReader, type SettingsReader } from '../../registry/settings/reader.ts';
import type { Settings } from '../../registry/settings/repository-settings.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import { explain } from '../../runtime/explain.ts';
import { visitRepositories } from '../../walk/reading/read.ts';
import { type CachedRepository, collectCached, fillingRules } from './collect.ts';
import { declaredSettings } from './settings.ts';

/** A cached repository, with the settings that registry.yml declares; `problem` where these cannot be read. */
export interface ObservedRepository {
  prefix: string;
  repository: string;
  state: Settings;
  problem?: string;
}

/**
 * Reads the repositories that the declared rules with `repositories:` have created: a page of DescribeRepositories
 * per 1,000 of the registry, and for each cached one what observeCached reads.
 */
export async function observeRepositories(
  ecr: ECRClient,
  declared: RegistryConfig['pullThroughCache'],
): Promise<ObservedRepository[]> {
  if (fillingRules(declared).length === 0) return [];
  const visit = collectCached(declared);
  const visited = [{ visitor: 'cache', visit }];
  const { failedVisits } = await visitRepositories(ecr, repositories(ecr), visited);
  if (failedVisits[0]) throw failedVisits[0].error;
  return observeCached(createSettingsReader(ecr), visit.cached);
}

/**
 * Reads the settings of cached repositories that a listing does not have: a call each for the lifecycle policy, the
 * resource policy and the tags, where these are declared.
 */
export async function observeCached(
  settings: SettingsReader,
  cached: readonly CachedRepository[],
): Promise<ObservedRepository[]> {
  const read = (each: CachedRepository) => observeOne(settings, each);
  const observed = await pMap(cached, read, { concurrency: REPOSITORIES_AT_A_TIME });
  return observed.filter((each) => each !== undefined);
}

/** Undefined when the repository was deleted meanwhile. */
async function observeOne(
  settings: SettingsReader,
  { repository, rule: { prefix, repositories: declared = {} } }: CachedRepository,
): Promise<ObservedRepository | undefined> {
  const name = repository.repositoryName;
  try {
    const wanted = declaredSettings(declared);
    const state = await unlessGone(readSettings(settings, repository, wanted));
    return state && { prefix, repository: name, state };
  } catch (error) {
    const problem = explain(error);
    if (problem === undefined) throw error;
    return { prefix, repository: name, state: {}, problem };
  }
}
