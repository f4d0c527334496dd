import { type ECRClient, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import {
  REPOSITORIES_AT_A_TIME,
  type RegistryRepository,
  repositories,
  repository,
} from './read.ts';

/** The most names that one DescribeRepositories takes. */
const NAMES_AT_A_TIME = 100;

/**
 * Repositories as they are now, by name: a listing may be hours old. Those that are gone are left out. A call for 100,
 * and where one of them is gone, a call for each of these.
 */
export async function readAgain(
  ecr: ECRClient,
  names: readonly string[],
): Promise<Map<string, RegistryRepository>> {
  const found = new Map<string, RegistryRepository>();
  for (let at = 0; at < names.length; at += NAMES_AT_A_TIME) {
    for (const each of await those(ecr, names.slice(at, at + NAMES_AT_A_TIME))) {
      found.set(each.repositoryName, each);
    }
  }
  return found;
}

async function those(ecr: ECRClient, names: readonly string[]): Promise<RegistryRepository[]> {
  try {
    return await Array.fromAsync(repositories(ecr, names));
  } catch (error) {
    if (!(error instanceof RepositoryNotFoundException)) throw error;
    const options = { concurrency: REPOSITORIES_AT_A_TIME };
    const found = await pMap(names, (name) => repository(ecr, name), options);
    return found.filter((it) => it !== undefined);
  }
}
