import { setTimeout as sleep } from 'node:timers/promises';
import { claim, type Ledger, release } from '../alerts/ledger.ts';
import type { ImageScope } from './plan.ts';

/**
 * Calls `look` once for all events of an image that come within some seconds, as Inspector sends one per
 * finding, hundreds in a row. The first event takes the image on and waits; those that come meanwhile have
 * nothing to do, as the look is still to come; one that comes once the look has begun has a look of its
 * own. So no event is lost, and an event costs one write. Whoever dies while waiting holds the image for a
 * minute, as long as Lambda waits before it tries again.
 *
 * @returns What `look` answers; undefined when another event has taken the image on.
 */
export async function gather<Result>(
  ledger: Ledger,
  { repositoryName, imageId }: ImageScope,
  seconds: number,
  look: () => Promise<Result>,
): Promise<Result | undefined> {
  const id = `scanning/look/${repositoryName}@${imageId.imageDigest ?? imageId.imageTag}`;
  const taken = await claim(ledger, { id, windowSeconds: seconds }, new Date());
  if (taken === undefined) return undefined;
  await sleep(seconds * 1000);
  await release(ledger, taken);
  return look();
}
