import type { ECRClient } from '@aws-sdk/client-ecr';
import { isCached } from '../registry/cached.ts';
import type { PreviewBounds } from '../registry/lifecycle/preview-all.ts';
import {
  cachePrefixes,
  type RegistryRepository,
  type RegistryScope,
  repositories,
} from '../registry/read.ts';
import type { UseReading } from '../use/lifecycle.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import type { Deviation } from './deviation.ts';
import { type ObservedSettings, observeSettings, readingOf } from './observe.ts';
import { deviationsOf, missingRepository } from './plan.ts';
import { previewSettings } from './preview.ts';
import type { SettingsRules } from './rules.ts';
import { collectGoverned } from './walk/collect.ts';

export interface SettingsPlan extends ObservedSettings {
  /** The repositories that no other block decides about; `governed` are those of them that a rule applies to. */
  checked: { repositories: string[]; governed: number };
  /** How many repositories of the registry rules apply to, where that is known: percentages refer to it. */
  of?: number;
  /** Repositories that have to be there, and are not. */
  missing: Deviation[];
  /** All drift, also what is missing. */
  deviations: Deviation[];
}

export interface SettingsScope extends RegistryScope {
  /** Prefixes of the cache rules in registry.yml, exempt besides those of the registry. */
  cachePrefixes: readonly string[];
  /** All repositories of the registry, where somebody has listed them; without names, and default: they are listed. */
  listed?: AsyncIterable<RegistryRepository>;
}

/**
 * The drift of the scope from the rules. A page of DescribeRepositories per 1,000 gives most settings; for the others
 * see observeSettings. What is missing is found in the whole registry only.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForScope(
  ecr: ECRClient,
  rules: SettingsRules,
  { names: named, onRepository, cachePrefixes: declared, listed }: SettingsScope,
): Promise<SettingsPlan> {
  const prefixes = await cachePrefixes(ecr, declared);
  const visit = collectGoverned(rules, prefixes);
  const visited = [{ visitor: rules.capability, visit }];
  const isPart = named !== undefined && named.length > 0;
  const toVisit = isPart ? repositories(ecr, named) : (listed ?? repositories(ecr));
  const { failedVisits } = await visitRepositories(ecr, toVisit, visited);
  if (failedVisits[0]) throw failedVisits[0].error;
  const { names, governed } = visit;
  const toRead = new Set(governed.map(({ repository }) => repository.repositoryName));
  for (const name of names) if (!toRead.has(name)) onRepository?.(name);
  const observed = await observeSettings(readingOf(ecr), governed, onRepository);
  if (isPart) return planOf(names, observed);
  const existing = new Set(names);
  const missing = namesToHave(rules, prefixes).filter((name) => !existing.has(name));
  const plan = planOf(names, observed, missingIn(rules, missing));
  return { ...plan, of: plan.checked.governed };
}

/** The repositories that have to be there; those of a cache rule are made by pulls. */
export function namesToHave({ named }: SettingsRules, prefixes: readonly string[]): string[] {
  return named.filter((name) => !isCached(name, prefixes));
}

/** Those that are missing, as drift. */
export function missingIn(rules: SettingsRules, names: readonly string[]): Deviation[] {
  return names.flatMap((name) => {
    const wanted = rules.wantedOf(name);
    return wanted ? missingRepository(name, wanted) : [];
  });
}

/** The drift of what was observed among these repositories. */
export function planOf(
  names: string[],
  observed: ObservedSettings,
  missing: Deviation[] = [],
): SettingsPlan {
  const { repositories: read, unread } = observed;
  return {
    ...observed,
    checked: { repositories: names, governed: read.length + unread.length },
    ...{ missing, deviations: [...missing, ...read.flatMap(deviationsOf)] },
  };
}

/** The plan with what its lifecycle policies would do: see previewSettings. */
export async function previewPlan(
  ecr: ECRClient,
  plan: SettingsPlan,
  use: UseReading,
  bounds?: PreviewBounds,
): Promise<SettingsPlan> {
  const previewed = await previewSettings(ecr, plan, use, bounds);
  if (previewed === plan) return plan;
  const drift = previewed.repositories.flatMap(deviationsOf);
  return { ...previewed, deviations: [...plan.missing, ...drift] };
}
