import type { ECRClient } from '@aws-sdk/client-ecr';
import { staysBecause } from '../registry/lifecycle/policy-preview.ts';
import { type PreviewBounds, previewAll } from '../registry/lifecycle/preview-all.ts';
import { type UseReading, useJudge } from '../use/lifecycle.ts';
import type { BaselinePlan, Deviation } from './deviation.ts';

/**
 * Has ECR preview the lifecycle policies that a plan would set. Each deviation then says what its policy would do to
 * the images; one without a preview is only reported, and so is one that would affect an image in use, or may.
 */
export async function previewBaseline(
  ecr: ECRClient,
  plan: BaselinePlan,
  use: UseReading,
  bounds?: PreviewBounds,
): Promise<BaselinePlan> {
  const wanted = plan.deviations
    .filter(isToBeSet)
    .map(({ repository, after: policyText }) => ({ repository, policyText }));
  if (wanted.length === 0) return plan;
  const found = await previewAll(ecr, wanted, { bounds, judge: useJudge(ecr, use) });
  const deviations = plan.deviations.map((deviation): Deviation => {
    if (!isToBeSet(deviation)) return deviation;
    const preview = found.get(deviation.repository);
    if (preview === undefined) return deviation;
    const stays = staysBecause(preview);
    if (stays === undefined) return { ...deviation, preview };
    return { ...deviation, preview, action: 'report', stays };
  });
  return { ...plan, deviations };
}

type LifecycleDeviation = Extract<Deviation, { setting: 'lifecyclePolicy' }>;

function isToBeSet(deviation: Deviation): deviation is LifecycleDeviation {
  return deviation.setting === 'lifecyclePolicy' && deviation.action === 'set';
}
