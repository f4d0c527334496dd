import type { ScheduledRun } from '../alerts/notifying.ts';
import { withoutTrailingSlash } from '../config/schema/prefix.ts';
import type { RegistryConfig } from '../config/schema/schema.ts';
import { ROOT_PREFIX } from '../registry/cached.ts';
import { standingKinds } from './apply-alerts.ts';
import { type CacheChange, nameOf } from './change.ts';

/**
 * What a run over registry.yml has covered. All rules are listed, and the repositories of those with
 * `repositories:`; templates and pullers are read where something is declared of them, and what was not read may be
 * as it was.
 *
 * @param changes - All that were planned, those among them that have nothing to do.
 */
export function cacheSweep(
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
      // What waits and what a limit holds is told of all that was planned.
      if (kind !== 'cache.rule-failed') return true;
      return repository === undefined ? text === rule || named.has(text) : listed.has(rule);
    },
  };
}
