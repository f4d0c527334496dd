import type { ECRClient } from '@aws-sdk/client-ecr';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { type RegistryRepository, repositories } from '../../registry/read.ts';
import { type ObservedSettings, observeSettings, readingOf } from '../../settings/observe.ts';
import { visitRepositories } from '../../walk/reading/read.ts';
import { collectCached, fillingRules } from './collect.ts';

/**
 * Reads the repositories that the declared rules with `repositories:` have created: a page of DescribeRepositories
 * per 1,000 of the registry, unless somebody has listed them, and for each cached one what observeSettings reads.
 */
export async function observeRepositories(
  ecr: ECRClient,
  declared: RegistryConfig['pullThroughCache'],
  listed: AsyncIterable<RegistryRepository> = repositories(ecr),
): Promise<ObservedSettings> {
  if (fillingRules(declared).length === 0) return { repositories: [], unread: [] };
  const visit = collectCached(declared);
  const visited = [{ visitor: 'cache', visit }];
  const { failedVisits } = await visitRepositories(ecr, listed, visited);
  if (failedVisits[0]) throw failedVisits[0].error;
  return observeSettings(readingOf(ecr), visit.cached);
}
