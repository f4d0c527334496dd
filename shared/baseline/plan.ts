import type { ECRClient } from '@aws-sdk/client-ecr';
import type { BaselineConfig } from '../config/schema/schema.ts';
import type { PreviewBounds } from '../registry/lifecycle/preview-all.ts';
import type { Deviation } from '../settings/deviation.ts';
import type { ObservedSettings } from '../settings/observe.ts';
import { deviationsOf } from '../settings/plan.ts';
import { previewSettings } from '../settings/preview.ts';
import type { UseReading } from '../use/lifecycle.ts';
import { type BaselineScope, observeBaseline } from './observe.ts';

export interface BaselinePlan extends ObservedSettings {
  /** The repositories that no cache rule fills; `governed` are those of them that a rule applies to. */
  checked: { repositories: string[]; governed: number };
  /** How many repositories of the registry rules apply to, where that is known: percentages refer to it. */
  of?: number;
  deviations: Deviation[];
}

/**
 * The drift of the scope from `baseline:`.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForScope(
  ecr: ECRClient,
  rules: BaselineConfig,
  scope: BaselineScope,
): Promise<BaselinePlan> {
  const { names, ...observed } = await observeBaseline(ecr, rules, scope);
  const plan = planOf(names, observed);
  const isWhole = (scope.names ?? []).length === 0;
  return { ...plan, ...(isWhole && { of: plan.checked.governed }) };
}

/** The drift of what was observed among these repositories. */
export function planOf(names: string[], observed: ObservedSettings): BaselinePlan {
  const { repositories, unread } = observed;
  return {
    ...observed,
    checked: { repositories: names, governed: repositories.length + unread.length },
    deviations: repositories.flatMap(deviationsOf),
  };
}

/** The plan with what its lifecycle policies would do: see previewSettings. */
export async function previewBaseline(
  ecr: ECRClient,
  plan: BaselinePlan,
  use: UseReading,
  bounds?: PreviewBounds,
): Promise<BaselinePlan> {
  const previewed = await previewSettings(ecr, plan, use, bounds);
  if (previewed === plan) return plan;
  return { ...previewed, deviations: previewed.repositories.flatMap(deviationsOf) };
}
