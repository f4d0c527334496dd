import type { ECRClient } from '@aws-sdk/client-ecr';
import type { BaselineConfig } from '../config/schema/schema.ts';
import { cachePrefixes, type RegistryScope, repositories } from '../registry/read.ts';
import { type ObservedSettings, observeSettings, readingOf } from '../settings/observe.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import { collectBaseline } from './collect.ts';

export interface BaselineScope extends RegistryScope {
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. */
  cachePrefixes: readonly string[];
}

/**
 * Reads the repositories of the scope: a page of DescribeRepositories per 1,000 gives most settings; for the others
 * see observeSettings.
 *
 * @returns the names of the repositories that no cache rule fills, with or without a rule, too.
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function observeBaseline(
  ecr: ECRClient,
  rules: BaselineConfig,
  { names: named, onRepository, cachePrefixes: declared }: BaselineScope,
): Promise<ObservedSettings & { names: string[] }> {
  const visit = collectBaseline(rules, await cachePrefixes(ecr, declared));
  const visited = [{ visitor: 'baseline', visit }];
  const { failedVisits } = await visitRepositories(ecr, repositories(ecr, named), visited);
  if (failedVisits[0]) throw failedVisits[0].error;
  const { names, governed } = visit;
  const toRead = new Set(governed.map(({ repository }) => repository.repositoryName));
  for (const name of names) if (!toRead.has(name)) onRepository?.(name);
  return { names, ...(await observeSettings(readingOf(ecr), governed, onRepository)) };
}
