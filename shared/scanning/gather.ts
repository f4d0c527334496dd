import { setTimeout as sleep } from 'node:timers/promises';
import { type Ledger, tellOnce } from '../alerts/once.ts';
import type { ImageScope } from './plan.ts';

/** Clocks of two functions may differ by as much. */
const CLOCKS_DIFFER_MS = 500;

/**
 * Calls `look` once for all events of an image that come within some seconds, as Inspector sends one per
 * finding, hundreds in a row. The first event takes the image on and waits for the seconds to end; those
 * that come meanwhile have nothing to do, as the look is still to come; one that comes after has a look
 * of its own. So no event is lost, and an event costs one write. When `look` fails, the image is free
 * at once, for the retry.
 *
 * @returns What `look` answers; undefined when another event has taken the image on.
 */
export async function gather<Result>(
  ledger: Ledger,
  { repositoryName, imageId }: ImageScope,
  seconds: number,
  look: () => Promise<Result>,
): Promise<Result | undefined> {
  const now = new Date();
  const id = `scanning/look/${repositoryName}@${imageId.imageDigest ?? imageId.imageTag}`;
  let result: Result | undefined;
  const taken = async () => {
    // The ledger counts in whole seconds: until this one no other event gets the image.
    const end = (Math.floor(now.getTime() / 1000) + seconds) * 1000 + CLOCKS_DIFFER_MS;
    await sleep(Math.max(0, end - Date.now()));
    result = await look();
  };
  await tellOnce(ledger, { id, windowSeconds: seconds }, taken, now);
  return result;
}
