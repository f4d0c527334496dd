import type { ECRClient } from '@aws-sdk/client-ecr';
import { createIndexReader } from '../registry/manifests/index-parts.ts';
import { type RegistryScope, repositories } from '../registry/read.ts';
import type { Uses } from '../use/uses.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import { lookAtAll } from './look.ts';
import type { ScanPlan } from './plan.ts';
import type { Scanning } from './rules.ts';
import { collectScans } from './walk/collect.ts';

/**
 * Checks images of all repositories that a rule applies to, or of the named ones. `scanning.sweep` says which images.
 * A page per repository, and a call per image.
 *
 * @param uses - Who runs what: these images are checked first.
 * @param onRepository - Called with the repository of each image that was checked.
 * @throws RepositoryNotFoundException when a named repository does not exist; what reading another one fails with.
 */
export async function planForRegistry(
  ecr: ECRClient,
  scanning: Scanning,
  { names, onRepository, uses }: RegistryScope & { uses: Uses },
): Promise<ScanPlan> {
  const now = new Date();
  const visit = collectScans(scanning, now, { uses, indexes: createIndexReader(ecr) });
  const visits = [{ visitor: 'scanning', visit }];
  const { failed, failedVisits } = await visitRepositories(ecr, repositories(ecr, names), visits);
  for (const { error } of [...failed, ...failedVisits]) throw error;
  const { looks, found, repositories: checked, others, untagged } = visit.part();
  const { plan } = await lookAtAll(ecr, scanning, looks, { now, onImage: onRepository });
  return {
    ...plan,
    lookedAt: { ...plan.lookedAt, repositories: checked },
    left: found - plan.lookedAt.images,
    ...{ others, untagged, expired: scanning.expired(now) },
  };
}
