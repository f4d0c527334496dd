import type { ScheduledRun } from '../alerts/notifying.ts';
import { standingKinds } from './apply-alerts.ts';
import type { CacheChange } from './change.ts';
import { nameOf } from './kinds.ts';

/** The place of alerts on cached repositories as a whole: see repositories/alert.ts. */
export const REPOSITORIES = 'the cached repositories';

/**
 * What a run over registry.yml has covered: all rules are listed, templates and pullers are read where they are
 * declared, and what was not read is not covered. Nor are cached repositories.
 *
 * @param changes - All that were planned, also those with nothing to do.
 */
export function coveredByCache(changes: readonly CacheChange[], began: Date): ScheduledRun {
  const named = new Set(changes.map(nameOf));
  return {
    kinds: standingKinds,
    began,
    covers: ({ text, rule = '', repository }, kind) => {
      // The alerts on what waits and what a limit holds back are about the whole plan.
      if (kind !== 'cache.rule-failed') return text !== REPOSITORIES;
      return repository === undefined && (text === rule || named.has(text));
    },
  };
}
