import type { ECRClient } from '@aws-sdk/client-ecr';
import type { UnusedRepositoriesConfig } from '../config/schema/schema.ts';
import { cacheRules, type RegistryScope, repositories } from '../registry/read.ts';
import { createSettingsReader } from '../registry/settings/reader.ts';
import type { Uses } from '../use/uses.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import type { UnreadRepository } from '../walk/unread.ts';
import { collectRepositories } from './collect.ts';
import { type JudgedRepository, judgeAll } from './plan.ts';

export interface UnusedScope extends RegistryScope {
  rules: UnusedRepositoriesConfig;
  /** Prefixes of the cache rules in registry.yml. */
  cachePrefixes: readonly string[];
  uses: Uses;
}

/**
 * How the repositories stand that a rule applies to: all, or the named ones. In the order of their names.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist; what reading another one fails with.
 */
export async function planForRegistry(
  ecr: ECRClient,
  { names, onRepository, rules, cachePrefixes, uses }: UnusedScope,
): Promise<{ judged: JudgedRepository[]; unread: UnreadRepository[] }> {
  const existing = (await cacheRules(ecr)).map((rule) => rule.ecrRepositoryPrefix);
  const visit = collectRepositories(rules, [...existing, ...cachePrefixes]);
  const visits = [{ visitor: 'unused-repositories', visit: { ...visit, end: () => undefined } }];
  const reading = { onRepository };
  const { failed, failedVisits } = await visitRepositories(
    ecr,
    repositories(ecr, names),
    visits,
    reading,
  );
  for (const { error } of [...failed, ...failedVisits]) throw error;
  return judgeAll(createSettingsReader(ecr), visit.seen, uses, new Date());
}
