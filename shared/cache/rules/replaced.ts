import { isLifecycleOfWords } from '../../config/schema/repositories/lifecycle-policy.ts';
import type { RepositoryChange } from '../../settings/change.ts';

/** An unmanaged policy that a change replaces. */
export interface ReplacedPolicy {
  key: 'lifecyclePolicy' | 'repositoryPolicy';
  text: string;
}

/** The unmanaged policies that a change of a repository would replace, in full; none for a change that is blocked. */
export function replacedPolicies(change: RepositoryChange): ReplacedPolicy[] {
  if (change.action !== 'update' || change.blocked !== undefined) return [];
  const { before, after } = change;
  return (['lifecyclePolicy', 'repositoryPolicy'] as const).flatMap((key) => {
    const text = before[key];
    if (after[key] === undefined || text === undefined) return [];
    return key === 'lifecyclePolicy' && isLifecycleOfWords(text) ? [] : [{ key, text }];
  });
}
