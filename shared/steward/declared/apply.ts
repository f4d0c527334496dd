import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Gate } from '../../actions/gate.ts';
import { type AppliedChange as AppliedCacheChange, applyCache } from '../../cache/apply.ts';
import { declaredCache } from '../../cache/declared.ts';
import { enforcedRules as cacheRules } from '../../cache/enforced-rules.ts';
import type { Result } from '../../changes/apply.ts';
import { applyRepositories } from '../../repositories/apply.ts';
import type { RepositoryChange } from '../../settings/change.ts';
import type { DeclaredPlan, Declaring } from './plan.ts';

export type AppliedChange = AppliedCacheChange | (RepositoryChange & Result);

/**
 * Applies a plan, one capability after the other, and returns the outcome of each change.
 *
 * @param onChange - Called after each change, for progress.
 */
export async function applyDeclared(
  with_: { ecr: ECRClient; gate: Gate },
  config: Declaring,
  plan: DeclaredPlan,
  onChange?: (change: AppliedChange) => void,
): Promise<AppliedChange[]> {
  const cache = { ...with_, rules: cacheRules(declaredCache(config)) };
  return [
    ...(await applyCache(cache, { changes: [...plan.cache] }, onChange)),
    ...(await applyRepositories(with_, config.repositories, plan.repositories, onChange)),
  ];
}
