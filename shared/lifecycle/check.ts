import type { ECRClient } from '@aws-sdk/client-ecr';
import pMap from 'p-map';
import { type RegistryRepository, type RegistryScope, repositories } from '../registry/read.ts';
import { lifecyclePolicy } from '../registry/settings/policies.ts';
import { unlessGone } from '../registry/tags/races.ts';
import type { UseReading } from '../use/lifecycle.ts';
import { isOfRepository, unread } from '../walk/unread.ts';
import { imagesOfRepository } from './images.ts';
import type { LifecycleReport, RepositoryReport } from './report.ts';
import { reportOn } from './repository.ts';

/** ECR publishes no rate for previews. */
const REPOSITORIES_AT_A_TIME = 4;

export interface CheckOptions extends RegistryScope {
  /** What is in use. What runs is read once. */
  use: UseReading;
  now?: Date;
}

/**
 * Checks the lifecycle policies of the registry: has ECR preview each, without changing anything, and lints it. A
 * repository that cannot be read does not stop the others; one that is deleted meanwhile is left out.
 *
 * @throws RepositoryNotFoundException when a named repository does not exist.
 */
export async function checkPolicies(
  ecr: ECRClient,
  { names, onRepository, use, now = new Date() }: CheckOptions,
): Promise<LifecycleReport> {
  const { unknown: unknownUses } = await use.uses();
  const report: LifecycleReport = {
    ...{ repositories: [], without: { repositories: 0, images: 0, bytes: 0 } },
    ...{ unread: [], unknownUses },
  };
  const check = async (repository: RegistryRepository) => {
    const name = repository.repositoryName;
    try {
      add(report, await unlessGone(checkOne(ecr, repository, use, now)));
    } catch (error) {
      if (!isOfRepository(error)) throw error;
      report.unread.push(unread(name, error));
    } finally {
      onRepository?.(name);
    }
  };
  await pMap(repositories(ecr, names), check, { concurrency: REPOSITORIES_AT_A_TIME });
  report.repositories.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  report.unread.sort((a, b) => (a.repository < b.repository ? -1 : 1));
  return report;
}

type Checked = { report: RepositoryReport } | { images: number; bytes: number };

async function checkOne(
  ecr: ECRClient,
  repository: RegistryRepository,
  use: UseReading,
  now: Date,
): Promise<Checked> {
  const { repositoryName: name } = repository;
  const policyText = await lifecyclePolicy(ecr, name);
  const images = await imagesOfRepository(ecr, repository);
  const bytes = images.reduce((sum, { bytes: own }) => sum + own, 0);
  if (policyText === undefined) return { images: images.length, bytes };
  return { report: await reportOn(ecr, { name, policyText, images, bytes }, use, now) };
}

function add(
  { repositories: found, without }: LifecycleReport,
  checked: Checked | undefined,
): void {
  if (checked === undefined) return;
  if ('report' in checked) found.push(checked.report);
  else {
    without.repositories += 1;
    without.images += checked.images;
    without.bytes += checked.bytes;
  }
}
