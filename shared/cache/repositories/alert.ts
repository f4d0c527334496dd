import { type HeldPart, heldAlertsOf, heldParts } from '../../actions/held.ts';
import type { Alert } from '../../alerts/alert.ts';
import type { ScheduledRun } from '../../alerts/notifying.ts';
import type { Waiting } from '../../changes/waiting.ts';
import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import type { Walked } from '../../walk/visitor.ts';
import type { AppliedChange } from '../apply.ts';
import { heldOf, standingKinds, waitingInCache, waitingOfCache } from '../apply-alerts.ts';
import { REPOSITORIES } from '../covered.ts';
import { fillingRules } from './collect.ts';

/** What waits and what limits hold back in a part of a walk, as JSON. */
export interface Remaining {
  /** Empty, or one. */
  waiting: Waiting[];
  held: HeldPart[];
}

export function remainingOf(changes: readonly AppliedChange[]): Remaining {
  return { waiting: waitingOfCache(changes), held: heldParts(heldOf(changes)) };
}

/** The alerts on cached repositories as a whole. Rules, templates and policies have others, by another function. */
export function remainingAlerts({ waiting, held }: Remaining): Alert[] {
  return [...waitingInCache(waiting), ...heldAlertsOf('cache', held)].map((alert) => {
    const { id, ...cause } = alert.cause;
    const { repository } = alert.where;
    return {
      ...alert,
      cause: { ...cause, id: `${id}/repositories` },
      where: { text: REPOSITORIES, ...(repository !== undefined && { repository }) },
    };
  });
}

/**
 * What a walk has covered of cached repositories: those of the rules that declare settings for them. Alerts on several
 * are covered by a walk that has seen all.
 */
export function coveredByWalk(
  declared: Pick<RegistryConfig['pullThroughCache'], 'rules'>,
  { began, hasSeen }: Pick<Walked, 'began' | 'hasSeen'>,
): ScheduledRun {
  const listed = new Set(fillingRules(declared).map(({ prefix }) => withoutTrailingSlash(prefix)));
  return {
    kinds: standingKinds,
    began,
    covers: ({ text, rule = '', repository }, kind) => {
      if (kind !== 'cache.rule-failed') return text === REPOSITORIES && hasSeen(undefined);
      return repository !== undefined && listed.has(rule) && hasSeen(repository);
    },
  };
}
