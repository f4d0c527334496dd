import type { ECRClient } from '@aws-sdk/client-ecr';
import { type PolicyPreview, staysBecause } from '../../registry/lifecycle/policy-preview.ts';
import { type PreviewBounds, previewAll } from '../../registry/lifecycle/preview-all.ts';
import type { Settings } from '../../registry/settings/repository-settings.ts';
import { differing } from '../../registry/settings/same.ts';
import { type UseReading, useJudge } from '../../use/lifecycle.ts';
import type { CacheChange, CachePlan, RepositoryChange } from '../change.ts';

/**
 * Has ECR preview the lifecycle policies that a plan would put on cached repositories. Each change then says what its
 * policy would do to the images. A policy without a preview is blocked, so is one that would affect an image in use or may, one that has to wait for another run is left
 * out; other changes of its repository stay in the plan.
 */
export async function previewCache(
  ecr: ECRClient,
  plan: CachePlan,
  use: UseReading,
  bounds?: PreviewBounds,
): Promise<CachePlan> {
  const wanted = plan.changes.filter(putsLifecycle).map(({ repository, after }) => ({
    repository,
    policyText: after.lifecyclePolicy,
  }));
  if (wanted.length === 0) return plan;
  const found = await previewAll(ecr, wanted, { bounds, judge: useJudge(ecr, use) });
  const changes = plan.changes.flatMap((change): CacheChange[] => {
    const preview = putsLifecycle(change) ? found.get(change.repository) : undefined;
    return putsLifecycle(change) && preview ? previewed(change, preview) : [change];
  });
  return { ...plan, changes };
}

type LifecycleUpdate = RepositoryChange & {
  action: 'update';
  after: { lifecyclePolicy: string };
};

function putsLifecycle(change: CacheChange): change is LifecycleUpdate {
  if (change.kind !== 'repository' || change.action !== 'update') return false;
  return change.blocked === undefined && change.after.lifecyclePolicy !== undefined;
}

function previewed(update: LifecycleUpdate, preview: PolicyPreview): RepositoryChange[] {
  const why = staysBecause(preview);
  if (why === undefined) return [{ ...update, preview }];
  const { before, after, reason } = update;
  const { lifecyclePolicy, ...others } = after;
  const hasOthers = Object.keys(others).length > 0;
  const [text = ''] = differing<Settings>(before, after, ['lifecyclePolicy']);
  if (preview.state === 'later') {
    const waits = { reason: reason.replace(text, () => `lifecyclePolicy: ${why}`), preview };
    if (hasOthers) return [{ ...update, ...waits, after: others }];
    const { kind, prefix, repository } = update;
    return [{ kind, prefix, repository, before, action: 'none', ...waits }];
  }
  const rest = reason.replace(`${text}; `, '').replace(`; ${text}`, '');
  return [
    ...(hasOthers ? [{ ...update, after: others, reason: rest }] : []),
    { ...update, after: { lifecyclePolicy }, reason: text, blocked: why, preview },
  ];
}
