import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { changesOfAll } from '../../settings/change.ts';
import type { ObservedSettings } from '../../settings/observe.ts';
import type { CachedChange } from '../change.ts';
import { ruleOf } from './collect.ts';

/**
 * What has to change in the repositories that the rules have created, for rules with `repositories:`. What was
 * created manually stays, and is reported.
 */
export function planRepositories(
  declared: Pick<RegistryConfig['pullThroughCache'], 'rules'>,
  observed: ObservedSettings,
): CachedChange[] {
  return changesOfAll(observed).map((change) => {
    const { prefix = '' } = ruleOf(declared, change.repository) ?? {};
    return { ...change, prefix: withoutTrailingSlash(prefix) };
  });
}
