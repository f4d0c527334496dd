import pMap from 'p-map';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import { unresolved } from '../../alerts/ledger/standing.ts';
import type { Walk } from '../../walk/visitor.ts';
import { type ImageScope, nothing, planForImage, type ScanPlan, together } from '../plan.ts';
import type { Scanning } from '../rules.ts';

/** So many images are checked for their alert alone: the others wait for a later run. */
const MOST_AGAIN = 100;

const AT_A_TIME = 10;

/**
 * The images that could not be quarantined and are no candidates any more: deleted, without a tag, or too old. Their
 * alerts would stand for ever. Only those whose repository `isToCheck`.
 *
 * @param candidates - As `repository@digest`.
 */
export async function standingFailures(
  ledger: Ledger,
  candidates: ReadonlySet<string>,
  isToCheck: (repository: string) => boolean,
): Promise<ImageScope[]> {
  const sent = await unresolved(ledger, ['scanning.failed']);
  const found = new Map<string, ImageScope>();
  for (const { alert } of sent) {
    const { repository, digest } = alert.where;
    if (repository === undefined || digest === undefined || !isToCheck(repository)) continue;
    const key = `${repository}@${digest}`;
    const imageId = { imageDigest: digest };
    if (!candidates.has(key)) found.set(key, { repositoryName: repository, imageId });
  }
  return [...found.values()].slice(0, MOST_AGAIN);
}

/** Checks these images by what the registry says now. */
export async function lookAgain(
  walk: Pick<Walk, 'ecr' | 'uses'>,
  scanning: Scanning,
  scopes: readonly ImageScope[],
): Promise<ScanPlan> {
  const look = (scope: ImageScope) => planForImage(walk.ecr, scanning, scope, () => walk.uses());
  const plans = await pMap(scopes, look, { concurrency: AT_A_TIME });
  const looked = scopes.map((it) => `${it.repositoryName}@${it.imageId.imageDigest}`);
  return { ...plans.reduce(together, nothing()), looked };
}
