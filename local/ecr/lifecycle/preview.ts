import { AwsError } from '../../http/errors.ts';
import { repositoryLacks } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Registry } from '../model/registry.ts';
import type { LifecyclePreview, Repository } from '../model/repository.ts';
import { evaluate } from './evaluation.ts';
import { lifecycleImages } from './images.ts';
import { parseLifecyclePolicy } from './policy.ts';

/**
 * Starts a lifecycle policy preview.
 *
 * @param text the policy; default the repository's own
 * @throws AwsError `LifecyclePolicyNotFoundException`, `LifecyclePolicyPreviewInProgressException`,
 *   `InvalidParameterException`
 */
export function startPreview(ecr: Ecr, repository: Repository, text?: string): LifecyclePreview {
  const policyText = text ?? repository.lifecyclePolicyText;
  if (policyText === undefined) {
    throw repositoryLacks('Lifecycle policy', ecr.registry, repository);
  }
  parseLifecyclePolicy(policyText);
  if (repository.lifecyclePreview && !repository.lifecyclePreview.actions) {
    throw new AwsError(
      'LifecyclePolicyPreviewInProgressException',
      'The previous lifecycle policy preview request has not completed. Wait and try again.',
    );
  }
  const preview: LifecyclePreview = { policyText };
  repository.lifecyclePreview = preview;
  finishPreview(ecr, repository, preview);
  return preview;
}

/** Finishes a preview that has no actions yet. */
export function finishPreview(ecr: Ecr, repository: Repository, preview: LifecyclePreview): void {
  ecr.world.background.run('preview', repository.name, () => {
    const policy = parseLifecyclePolicy(preview.policyText);
    const actions = evaluate(policy, lifecycleImages(repository), ecr.now());
    preview.actions = actions.filter(({ waitsFor }) => waitsFor.length === 0);
  });
}

/** @throws AwsError `LifecyclePolicyPreviewNotFoundException` when none was started */
export function requirePreview(registry: Registry, repository: Repository): LifecyclePreview {
  if (repository.lifecyclePreview) return repository.lifecyclePreview;
  throw new AwsError(
    'LifecyclePolicyPreviewNotFoundException',
    `Lifecycle policy preview does not exist for the repository with name '${repository.name}' in the registry with id '${registry.accountId}'`,
  );
}
