import { type Capability, capabilities, type EnforcedRule } from '../actions/action.ts';
import { enforcedRules as baselineRules } from '../baseline/enforced-rules.ts';
import { declaredCache } from '../cache/declared.ts';
import { enforcedRules as cacheRules } from '../cache/enforced-rules.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { enforcedRules as namingRules } from '../naming/enforced-rule.ts';
import { enforcedRules as registryRules } from '../registry-settings/enforced-rules.ts';
import { enforcedRules as repositoryRules } from '../repositories/rules.ts';
import { enforcedRules as retentionRules } from '../retention/enforced-rules.ts';
import { enforcedRules as scanningRules } from '../scanning/enforced-rule.ts';
import { enforcedRules as shieldRules } from '../shield/rules.ts';
import { enforcedRules as unusedRules } from '../unused-repositories/enforced-rules.ts';
import { enforcedRules as usageRules } from '../usage/enforced-rule.ts';

/** The blocks of registry.yml with rules that can be enforced. */
export type Declared = Pick<
  RegistryConfig,
  | 'naming'
  | 'scanning'
  | 'baseline'
  | 'repositories'
  | 'pullThroughCache'
  | 'registry'
  | 'creationTemplates'
  | 'shield'
  | 'use'
  | 'unusedRepositories'
  | 'retention'
>;

/** The rules of registry.yml that can be enforced, by capability. */
export const enforcedRulesOf: Readonly<Record<Capability, (config: Declared) => EnforcedRule[]>> = {
  naming: ({ naming }) => namingRules(naming),
  scanning: ({ scanning }) => scanningRules(scanning),
  baseline: ({ baseline }) => baselineRules(baseline),
  repositories: ({ repositories }) => repositoryRules(repositories),
  cache: (config) => cacheRules(declaredCache(config)),
  registry: ({ registry }) => registryRules(registry),
  shield: ({ shield }) => shieldRules(shield),
  usage: ({ use }) => usageRules(use),
  'unused-repositories': ({ unusedRepositories }) => unusedRules(unusedRepositories),
  retention: ({ retention }) => retentionRules(retention),
};

/** All of them. */
export function allEnforcedRules(config: Declared): EnforcedRule[] {
  return capabilities.flatMap((capability) => enforcedRulesOf[capability](config));
}
