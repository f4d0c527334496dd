import { deleteImage } from '../images/ids.ts';
import { activeIndexesOf, archiveImage } from '../images/storage-class.ts';
import type { Ecr } from '../model/ecr.ts';
import type { Image } from '../model/image.ts';
import type { Repository } from '../model/repository.ts';
import type { LifecycleAction, LifecycleOutcome } from './action.ts';
import { evaluate, followersOf } from './evaluation.ts';
import { executionEvents } from './events.ts';
import { lifecycleImages } from './images.ts';
import { type LifecyclePolicy, parseLifecyclePolicy } from './policy.ts';

/** The result of a lifecycle policy run in one repository. The lists hold digests. */
export interface LifecycleRun {
  repositoryName: string;
  expired: string[];
  archived: string[];
  /** Images that stayed because an index lists them. */
  failed: string[];
}

/**
 * Runs all lifecycle policies now; AWS does it within 24 hours. Referrers of expired images are deleted at once,
 * where AWS takes up to 24 hours more.
 *
 * @returns the repositories that have a policy, in the order of their names
 */
export function runLifecyclePolicies(ecr: Ecr): LifecycleRun[] {
  const runs: LifecycleRun[] = [];
  for (const repository of ecr.registry.repositories.values()) {
    const text = repository.lifecyclePolicyText;
    if (text !== undefined) runs.push(runPolicy(ecr, repository, parseLifecyclePolicy(text)));
  }
  return runs;
}

function runPolicy(ecr: Ecr, repository: Repository, policy: LifecyclePolicy): LifecycleRun {
  const images = lifecycleImages(repository);
  const actions = evaluate(policy, images, ecr.now());
  const outcomes = actions.map((action) => carryOut(ecr, repository, action));
  const done = outcomes.filter((it) => !it.blockedBy).map((it) => it.action);
  for (const follower of followersOf(done, images)) carryOut(ecr, repository, follower);
  for (const entry of executionEvents(ecr, repository, policy, outcomes)) ecr.emit(entry);
  repository.lifecycleEvaluatedAt = ecr.now();
  const digestsOf = (type: LifecycleAction['type']) =>
    done.filter((it) => it.type === type).map((it) => it.image.digest);
  return {
    repositoryName: repository.name,
    expired: digestsOf('expire'),
    archived: digestsOf('transition'),
    failed: outcomes.flatMap((it) => (it.blockedBy ? [it.action.image.digest] : [])),
  };
}

function carryOut(ecr: Ecr, repository: Repository, action: LifecycleAction): LifecycleOutcome {
  const image = repository.images.get(action.image.digest);
  if (!image) return { action };
  const blockedBy = holdersOf(repository, image, action);
  if (blockedBy.length > 0) return { action, blockedBy };
  if (action.type === 'expire') deleteImage(ecr, repository, { imageDigest: image.digest });
  else if (image.status === 'ACTIVE') archiveImage(ecr, repository, image);
  return { action };
}

function holdersOf(repository: Repository, image: Image, action: LifecycleAction) {
  if (action.waitsFor.length > 0) return action.waitsFor;
  return action.type === 'expire'
    ? repository.images.parentsOf(image.digest)
    : activeIndexesOf(repository, image);
}
