import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Gate } from '../../actions/gate.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import { type AppliedChange as AppliedCacheChange, applyCache } from '../../cache/apply.ts';
import { declaredCache } from '../../cache/declared.ts';
import { enforcedRules as cacheRules } from '../../cache/enforced-rules.ts';
import type { Result } from '../../changes/apply.ts';
import {
  type AppliedChange as AppliedRegistryChange,
  applyRegistry,
} from '../../registry-settings/apply.ts';
import { enforcedRules as registryRules } from '../../registry-settings/enforced-rules.ts';
import { applyRepositories } from '../../repositories/apply.ts';
import type { RepositoryChange } from '../../settings/change.ts';
import type { DeclaredPlan, Declaring } from './plan.ts';

export type AppliedChange =
  | AppliedCacheChange
  | AppliedRegistryChange
  | (RepositoryChange & Result);

/**
 * Applies a plan, one capability after the other, and returns the outcome of each change.
 *
 * @param onChange - Called after each change, for progress.
 */
export async function applyDeclared(
  with_: { ecr: ECRClient; gate: Gate; ledger?: Ledger | undefined },
  config: Declaring,
  plan: DeclaredPlan,
  onChange?: (change: AppliedChange) => void,
): Promise<AppliedChange[]> {
  const cache = { ...with_, rules: cacheRules(declaredCache(config)) };
  const settings = { ...with_, rules: registryRules(config.registry) };
  return [
    ...(await applyCache(cache, { changes: [...plan.cache] }, onChange)),
    ...(await applyRepositories(with_, config.repositories, plan.repositories, onChange)),
    ...(await applyRegistry(settings, { changes: [...plan.registry] }, onChange)),
  ];
}
