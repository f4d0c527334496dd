import { stringify } from 'yaml';
import { isToBeMade } from '../../changes/step.ts';
import { RegistryConfigError } from '../../config/errors.ts';
import { parseRegistryConfig } from '../../config/load.ts';
import type { RegistrySettingsConfig } from '../../config/schema/schema.ts';
import { PolicyTextError } from '../../registry/policy/text.ts';
import type { ObservedRegistry } from '../../registry-settings/observe.ts';
import { planRegistry } from '../../registry-settings/plan.ts';
import { observedPolicy } from '../../registry-settings/statements.ts';
import type { RegistryFacts } from '../facts.ts';

/**
 * Whether these settings are a `registry:` that is valid, and by which the plan changes nothing: the plan itself is asked,
 * so that whatever it compares is compared here.
 */
export function changesNothing(settings: object, facts: RegistryFacts): boolean {
  try {
    const declared = parseRegistryConfig(stringify({ registry: settings })).registry;
    return !planRegistry(declared, observed(declared, facts)).changes.some(isToBeMade);
  } catch (error) {
    if (error instanceof RegistryConfigError || error instanceof PolicyTextError) return false;
    throw error;
  }
}

/** What the plan would read of them. */
function observed(declared: RegistrySettingsConfig, facts: RegistryFacts): ObservedRegistry {
  const { scanning, replication, signing, exclusions, account } = facts.settings;
  return {
    ...{ scanning, replication, signing, exclusions, account },
    ...(declared.policy && { policy: { state: observedPolicy(facts.policy) } }),
    unread: [],
  };
}
