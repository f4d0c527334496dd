import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ShieldConfig } from '../config/schema/schema.ts';
import { createIndexReader } from '../registry/manifests/index-parts.ts';
import { type RegistryScope, repositories } from '../registry/read.ts';
import { createSettingsReader } from '../registry/settings/reader.ts';
import type { UnknownUses, Uses } from '../use/uses.ts';
import { visitRepositories } from '../walk/reading/read.ts';
import { collectShield, plansOf } from './collect.ts';
import type { RepositoryPlan } from './step.ts';

/** What was found in some repositories, and what could not be. */
export interface ScopePlan {
  plans: RepositoryPlan[];
  /** Sources of uses that could not be read: more may run than is known. */
  unknown: readonly UnknownUses[];
  /** Repositories whose images could not be read. */
  unread: { repository: string; error: unknown }[];
}

/**
 * Plans the repositories of a scope. Since when an image is not in use only the nightly walk knows: no tag is removed.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function planForScope(
  ecr: ECRClient,
  { rules, uses }: { rules: ShieldConfig; uses: Uses },
  { names, onRepository }: RegistryScope,
): Promise<ScopePlan> {
  const settings = createSettingsReader(ecr);
  const indexes = createIndexReader(ecr);
  const began = new Date();
  const visit = collectShield({ rules, uses, settings, indexes, began, unneeded: [] });
  const visits = [{ visitor: 'shield', visit: { ...visit, end: () => {} } }];
  const read = await visitRepositories(ecr, repositories(ecr, names), visits, { onRepository });
  const plans = await plansOf({ settings }, visit.seen);
  return { plans, unknown: uses.unknown, unread: [...read.failed, ...read.failedVisits] };
}
