import type { ECRClient } from '@aws-sdk/client-ecr';
import { staysBecause } from '../registry/lifecycle/policy-preview.ts';
import { type PreviewBounds, previewAll } from '../registry/lifecycle/preview-all.ts';
import type { BaselinePlan, Deviation } from './deviation.ts';

/**
 * Has ECR preview the lifecycle policies that a plan would set. Each deviation then says what its policy would do to
 * the images; one without a preview is only reported.
 */
export async function previewBaseline(
  ecr: ECRClient,
  plan: BaselinePlan,
  bounds?: PreviewBounds,
): Promise<BaselinePlan> {
  const wanted = plan.deviations
    .filter(isToBeSet)
    .map(({ repository, after: policyText }) => ({ repository, policyText }));
  if (wanted.length === 0) return plan;
  const found = await previewAll(ecr, wanted, bounds);
  const deviations = plan.deviations.map((deviation): Deviation => {
    if (!isToBeSet(deviation)) return deviation;
    const preview = found.get(deviation.repository);
    if (preview === undefined) return deviation;
    if (preview.state === 'known') return { ...deviation, preview };
    return { ...deviation, preview, action: 'report', stays: staysBecause(preview) };
  });
  return { ...plan, deviations };
}

type LifecycleDeviation = Extract<Deviation, { setting: 'lifecyclePolicy' }>;

function isToBeSet(deviation: Deviation): deviation is LifecycleDeviation {
  return deviation.setting === 'lifecyclePolicy' && deviation.action === 'set';
}
