import { type EnforcedRule, ruleText } from '../actions/action.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';

/** `restore` of `use:`, if registry.yml has it. */
export function restoreRule({ restore }: RegistryConfig['use']): EnforcedRule | undefined {
  if (restore === undefined) return undefined;
  return { capability: 'usage', name: 'use.restore', text: ruleText({ restore }) };
}

/** The rules of `use:` that can be enforced. */
export function enforcedRules(use: RegistryConfig['use']): EnforcedRule[] {
  return [restoreRule(use)].filter((rule) => rule !== undefined);
}
