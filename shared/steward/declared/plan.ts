import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Capability } from '../../actions/action.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { CacheChange } from '../../cache/change.ts';
import { declaredCache } from '../../cache/declared.ts';
import { observeWhole } from '../../cache/observe.ts';
import { planCache } from '../../cache/plan.ts';
import { isToBeMade } from '../../changes/step.ts';
import { declaredPrefixes } from '../../config/schema/prefix.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { listedOnce, type RegistryRepository } from '../../registry/read.ts';
import type { RegistryChange } from '../../registry-settings/change.ts';
import { observeRegistry } from '../../registry-settings/observe.ts';
import { planRegistry } from '../../registry-settings/plan.ts';
import { declaredRules } from '../../repositories/rules.ts';
import { changesOfPlan, type RepositoryChange } from '../../settings/change.ts';
import { previewSettings } from '../../settings/preview.ts';
import { planForScope, previewPlan } from '../../settings/scope.ts';
import type { UseReading } from '../../use/lifecycle.ts';

/** What has to change so that the registry is as registry.yml declares it, by the capability that it belongs to. */
export interface DeclaredPlan {
  cache: readonly CacheChange[];
  repositories: readonly RepositoryChange[];
  registry: readonly RegistryChange[];
}

export type DeclaredChange = DeclaredPlan[keyof DeclaredPlan][number];

/** The blocks of registry.yml that declare something. */
export type Declaring = Pick<
  RegistryConfig,
  'pullThroughCache' | 'creationTemplates' | 'repositories' | 'registry'
>;

export interface Observing {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
  /** Of the stack, where one is deployed: it remembers backfills. */
  ledger?: Ledger | undefined;
  /** What is in use: a lifecycle policy that would affect it is not put. */
  use: UseReading;
}

type Listed = AsyncIterable<RegistryRepository>;

/** Reads what the file declares, and nothing else, and plans all of it. */
export async function planDeclared(with_: Observing, config: Declaring): Promise<DeclaredPlan> {
  const listed = listedOnce(with_.ecr);
  return {
    cache: await planOfCache(with_, config, listed),
    repositories: await planOfRepositories(with_, config, listed),
    registry: await planOfRegistry(with_, config),
  };
}

async function planOfCache(
  { use, ledger: _, ...clients }: Observing,
  config: Declaring,
  listed: Listed,
) {
  const declared = declaredCache(config);
  const observed = await observeWhole(clients, declared, listed);
  const repositories = await previewSettings(clients.ecr, observed.repositories, use);
  return planCache(declared, { ...observed, repositories }).changes;
}

async function planOfRepositories({ ecr, use }: Observing, config: Declaring, listed: Listed) {
  const rules = declaredRules(config.repositories);
  if (rules.isEmpty) return [];
  const scope = { cachePrefixes: declaredPrefixes(config), listed };
  return changesOfPlan(await previewPlan(ecr, await planForScope(ecr, rules, scope), use));
}

async function planOfRegistry({ ecr, ledger }: Observing, { registry }: Declaring) {
  return planRegistry(registry, await observeRegistry(ecr, registry, ledger)).changes;
}

/** All changes, in the order in which they are shown. */
export function changesOf(plan: DeclaredPlan): DeclaredChange[] {
  return Object.values(plan).flat();
}

/** The capabilities that declare something. */
export const declaring = [
  'cache',
  'repositories',
  'registry',
] as const satisfies (keyof DeclaredPlan & Capability)[];

/** Those of them that have something to change. */
export function changing(plan: DeclaredPlan): Capability[] {
  return declaring.filter((capability) => plan[capability].some(isToBeMade));
}
