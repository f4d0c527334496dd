import type { ECRClient } from '@aws-sdk/client-ecr';
import { type PreviewBounds, previewAll } from '../registry/lifecycle/preview-all.ts';
import { type UseReading, useJudge } from '../use/lifecycle.ts';
import type { Observed, ObservedSettings } from './observe.ts';
import { deviationsOf } from './plan.ts';

/**
 * Has ECR preview the lifecycle policies that would be put. A plan then says of each what it would do to the images;
 * one without a preview is only reported, and so is one that would affect an image in use, or may.
 */
export async function previewSettings<Seen extends ObservedSettings>(
  ecr: ECRClient,
  seen: Seen,
  use: UseReading,
  bounds?: PreviewBounds,
): Promise<Seen> {
  const wanted = seen.repositories.flatMap(policyToPut);
  if (wanted.length === 0) return seen;
  const found = await previewAll(ecr, wanted, { bounds, judge: useJudge(ecr, use) });
  const repositories = seen.repositories.map((each) => {
    const preview = found.get(each.repository);
    return preview ? { ...each, preview } : each;
  });
  return { ...seen, repositories };
}

function policyToPut(observed: Observed) {
  return deviationsOf(observed).flatMap((it) =>
    it.setting === 'lifecyclePolicy' && it.action === 'set'
      ? [{ repository: it.repository, policyText: it.after }]
      : [],
  );
}
