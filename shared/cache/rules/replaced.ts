import { isLifecycleOfWords } from '../../config/schema/lifecycle-policy.ts';
import type { RepositoryChange } from '../change.ts';

/** A policy that somebody else made, and that a change puts another in the place of. */
export interface ReplacedPolicy {
  key: 'lifecyclePolicy' | 'repositoryPolicy';
  text: string;
}

/** What of others a change of a repository would replace, in full; nothing of one that cannot be applied. */
export function replacedPolicies(change: RepositoryChange): ReplacedPolicy[] {
  if (change.action !== 'update' || change.blocked !== undefined) return [];
  const { before, after } = change;
  return (['lifecyclePolicy', 'repositoryPolicy'] as const).flatMap((key) => {
    const text = before[key];
    if (after[key] === undefined || text === undefined) return [];
    return key === 'lifecyclePolicy' && isLifecycleOfWords(text) ? [] : [{ key, text }];
  });
}
