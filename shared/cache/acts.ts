import type { Act, ActingRule } from '../acts/act.ts';
import { settingsActs } from '../acts/settings.ts';
import { affectedImages } from '../registry/lifecycle/rehearsal.ts';
import type { CacheChange, RepositoryChange } from './change.ts';

/** An act, and the change that it makes: a change of several settings is several acts. */
export interface CacheAct {
  act: Act;
  change: CacheChange;
}

/**
 * The acts that a change comes to; none where nothing is to be done.
 *
 * @param existing - How many rules, templates and statements there are.
 */
export function actsOf(change: CacheChange, rule: ActingRule, existing: number): CacheAct[] {
  if (change.action === 'none' || change.action === 'unmanaged') return [];
  if (change.kind === 'repository') return repositoryActs(change, rule);
  const kind = canBreak(change) ? 'cache' : 'setting';
  const act: Act = {
    ...{ kind, rule, target: `${words[change.kind]} ${change.prefix}`, what: change.action },
    ...{ after: { change }, ...(kind === 'cache' && { of: existing }) },
  };
  return [{ act, change }];
}

const words = {
  rule: 'the rule',
  template: 'the template',
  policy: 'the statement of',
} as const;

/** What goes may be needed; a statement that is changed may leave somebody out. */
export function canBreak({ kind, action }: Pick<CacheChange, 'kind' | 'action'>): boolean {
  return action === 'delete' || action === 'replace' || (kind === 'policy' && action === 'update');
}

function repositoryActs(change: RepositoryChange, rule: ActingRule): CacheAct[] {
  if (change.action !== 'update') return [];
  const { before, after, repository, rehearsal } = change;
  const expiring = affectedImages(rehearsal);
  return settingsActs({ rule, repository, before, after, expiring }).map(({ act, settings }) => ({
    act,
    change: { ...change, after: settings },
  }));
}
