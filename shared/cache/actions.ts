import type { Action, EnforcedRule } from '../actions/action.ts';
import { settingsActions } from '../actions/settings.ts';
import { affectedImages } from '../registry/lifecycle/policy-preview.ts';
import type { CacheChange, RepositoryChange } from './change.ts';

/** An action, and the change that it makes: a change of several settings is several actions. */
export interface CacheAction {
  action: Action;
  change: CacheChange;
}

/**
 * The actions that a change consists of; none where nothing has to change.
 *
 * @param existing - The number of rules, templates and statements.
 */
export function actionsOf(
  change: CacheChange,
  rule: EnforcedRule,
  existing: number,
): CacheAction[] {
  if (change.action === 'none' || change.action === 'unmanaged') return [];
  if (change.kind === 'repository') return repositoryActions(change, rule);
  const kind = canBreak(change) ? 'cache' : 'setting';
  const action: Action = {
    ...{ kind, rule, target: `${words[change.kind]} ${change.prefix}`, what: change.action },
    ...{ after: { change }, ...(kind === 'cache' && { of: existing }) },
  };
  return [{ action, change }];
}

const words = {
  rule: 'the rule',
  template: 'the template',
  policy: 'the statement of',
} as const;

/** What is deleted may be in use; a changed statement may lock somebody out. */
export function canBreak({ kind, action }: Pick<CacheChange, 'kind' | 'action'>): boolean {
  return action === 'delete' || action === 'replace' || (kind === 'policy' && action === 'update');
}

function repositoryActions(change: RepositoryChange, rule: EnforcedRule): CacheAction[] {
  if (change.action !== 'update') return [];
  const { before, after, repository, preview } = change;
  const expiring = affectedImages(preview);
  return settingsActions({ rule, repository, before, after, expiring }).map(
    ({ action, settings }) => ({
      action,
      change: { ...change, after: settings },
    }),
  );
}
