import type { ScheduledRun } from '../alerts/notifying.ts';
import { withoutTrailingSlash } from '../config/schema/prefix.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { ROOT_PREFIX } from '../registry/cached.ts';
import { standingKinds } from './apply-alerts.ts';
import { type CacheChange, nameOf } from './change.ts';

/**
 * What a run over registry.yml has covered. All rules are listed, and the repositories of those with `repositories:`;
 * templates and pullers are read where they are declared, and what was not read is not covered.
 *
 * @param changes - All that were planned, also those with nothing to do.
 */
export function coveredByCache(
  { rules }: Pick<RegistryConfig['pullThroughCache'], 'rules'>,
  changes: readonly CacheChange[],
  began: Date,
): ScheduledRun {
  const named = new Set(changes.map(nameOf));
  const filling = rules.filter((rule) => rule.repositories && rule.prefix !== ROOT_PREFIX);
  const listed = new Set(filling.map(({ prefix }) => withoutTrailingSlash(prefix)));
  return {
    kinds: standingKinds,
    began,
    covers: ({ text, rule = '', repository }, kind) => {
      // The alerts on what waits and what a limit holds back are about the whole plan.
      if (kind !== 'cache.rule-failed') return true;
      return repository === undefined ? text === rule || named.has(text) : listed.has(rule);
    },
  };
}
