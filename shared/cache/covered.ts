import type { ScheduledRun } from '../alerts/notifying.ts';
import { standingKinds } from './apply-alerts.ts';

/** The place of alerts on cached repositories as a whole: see repositories/alert.ts. */
export const REPOSITORIES = 'the cached repositories';

/**
 * What a run over registry.yml has covered: all that it declares, as a run that cannot read any of that throws. What is
 * no longer declared can no longer fail. A walk checks cached repositories.
 */
export function coveredByCache(began: Date): ScheduledRun {
  return {
    kinds: standingKinds,
    began,
    // The alerts on what waits and what a limit holds back are about the whole plan.
    covers: ({ text, repository }, kind) =>
      kind === 'cache.rule-failed' ? repository === undefined : text !== REPOSITORIES,
  };
}
