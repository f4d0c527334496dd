import type { CachePlan } from './change.ts';
import type { DeclaredCache } from './declared.ts';
import type { ObservedCache } from './observe.ts';
import { planPolicy } from './policy/plan.ts';
import { planRepositories } from './repositories/plan.ts';
import { planRules } from './rules/plan.ts';
import { planTemplates } from './templates/plan.ts';

const none = { repositories: [], unread: [] };

/**
 * What has to change so that the registry matches registry.yml: its rules, then the templates of the repositories
 * that they create, who may pull through them, and the repositories that they have created. Calls nothing.
 */
export function planCache(declared: DeclaredCache, observed: ObservedCache): CachePlan {
  return {
    changes: [
      ...planRules(declared, observed),
      ...planTemplates(declared, observed),
      ...planPolicy(declared, observed),
      ...planRepositories(declared, observed.repositories ?? none),
    ],
  };
}
