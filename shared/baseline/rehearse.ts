import type { ECRClient } from '@aws-sdk/client-ecr';
import { staysBecause } from '../registry/lifecycle/rehearsal.ts';
import { type RehearsalBounds, rehearseAll } from '../registry/lifecycle/rehearse-all.ts';
import type { BaselinePlan, Deviation } from './deviation.ts';

/**
 * Rehearses the lifecycle policies that a plan would set. Each then says what it would do to the images; one of
 * which that cannot be seen, or not in this run, is only reported.
 */
export async function rehearseBaseline(
  ecr: ECRClient,
  plan: BaselinePlan,
  bounds?: RehearsalBounds,
): Promise<BaselinePlan> {
  const wanted = plan.deviations
    .filter(isToBeSet)
    .map(({ repository, after: policyText }) => ({ repository, policyText }));
  if (wanted.length === 0) return plan;
  const found = await rehearseAll(ecr, wanted, bounds);
  const deviations = plan.deviations.map((deviation): Deviation => {
    if (!isToBeSet(deviation)) return deviation;
    const rehearsal = found.get(deviation.repository);
    if (rehearsal === undefined) return deviation;
    if (rehearsal.state === 'known') return { ...deviation, rehearsal };
    return { ...deviation, rehearsal, action: 'report', stays: staysBecause(rehearsal) };
  });
  return { ...plan, deviations };
}

type LifecycleDeviation = Extract<Deviation, { setting: 'lifecyclePolicy' }>;

function isToBeSet(deviation: Deviation): deviation is LifecycleDeviation {
  return deviation.setting === 'lifecyclePolicy' && deviation.action === 'set';
}
