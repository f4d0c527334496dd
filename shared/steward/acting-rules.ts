import type { ActingRule, Capability } from '../acts/act.ts';
import { actingRules as baselineRules } from '../baseline/acting.ts';
import { actingRules as cacheRules } from '../cache/acting.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { actingRules as namingRules } from '../naming/acting.ts';
import { actingRules as scanningRules } from '../scanning/acting.ts';

type Declared = Pick<RegistryConfig, 'naming' | 'scanning' | 'baseline' | 'pullThroughCache'>;

/** The rules of registry.yml that have something done, by capability. */
export const actingRulesOf: Readonly<Record<Capability, (config: Declared) => ActingRule[]>> = {
  naming: ({ naming }) => namingRules(naming),
  scanning: ({ scanning }) => scanningRules(scanning),
  baseline: ({ baseline }) => baselineRules(baseline),
  cache: ({ pullThroughCache }) => cacheRules(pullThroughCache),
};

/** All of them. */
export function allActingRules(config: Declared): ActingRule[] {
  return capabilities.flatMap((capability) => actingRulesOf[capability](config));
}

export const capabilities = Object.keys(actingRulesOf) as Capability[];
