import type { ECRClient } from '@aws-sdk/client-ecr';
import { pMapIterable } from 'p-map';
import type { CacheRule, RegistryConfig } from '../../config/schema/schema.ts';
import { isCached, ROOT_PREFIX } from '../../registry/cached.ts';
import {
  REPOSITORIES_AT_A_TIME,
  type RegistryRepository,
  repositories,
} from '../../registry/read.ts';
import { readSettings } from '../../registry/settings/read.ts';
import type { Settings } from '../../registry/settings/repository-settings.ts';
import { unlessGone } from '../../registry/tags/races.ts';
import { explain } from '../../runtime/explain.ts';
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
 * per 1,000 of the registry, and for each cached one a call for its lifecycle policy, its resource policy and its
 * tags, where these are declared. The prefix ROOT is left out: its repositories look like those that are pushed to.
 */
export async function observeRepositories(
  ecr: ECRClient,
  { rules }: RegistryConfig['pullThroughCache'],
): Promise<ObservedRepository[]> {
  const filling = rules.filter((rule) => rule.repositories && rule.prefix !== ROOT_PREFIX);
  if (filling.length === 0) return [];
  const cached = cachedOnes(repositories(ecr), filling);
  const read = ({ repository, rule }: Cached) => observeOne(ecr, repository, rule);
  const observed = await Array.fromAsync(
    pMapIterable(cached, read, { concurrency: REPOSITORIES_AT_A_TIME }),
  );
  return observed.filter((each) => each !== undefined);
}

interface Cached {
  repository: RegistryRepository;
  rule: CacheRule;
}

async function* cachedOnes(
  all: AsyncIterable<RegistryRepository>,
  rules: readonly CacheRule[],
): AsyncGenerator<Cached> {
  for await (const repository of all) {
    const rule = rules.find(({ prefix }) => isCached(repository.repositoryName, [prefix]));
    if (rule) yield { repository, rule };
  }
}

/** Undefined when the repository was deleted meanwhile. */
async function observeOne(
  ecr: ECRClient,
  repository: RegistryRepository,
  { prefix, repositories: declared = {} }: CacheRule,
): Promise<ObservedRepository | undefined> {
  const name = repository.repositoryName;
  try {
    const wanted = declaredSettings(declared);
    const state = await unlessGone(readSettings(ecr, repository, wanted));
    return state && { prefix, repository: name, state };
  } catch (error) {
    const problem = explain(error);
    if (problem === undefined) throw error;
    return { prefix, repository: name, state: {}, problem };
  }
}
