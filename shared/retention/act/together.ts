import type { Selected } from '../plan/plan.ts';
import { IMAGES_AT_A_TIME } from './delete.ts';

/** Units that are one action: at least one, all with the same action. */
export type Units = readonly [Selected, ...Selected[]];

/**
 * What is done next, as one action: deletions, as many as one call takes, as they cannot be undone. A move to the archive
 * is an action of its own, so that it can be undone alone. Undefined where nothing is due.
 */
export function nextOf([first, ...others]: readonly Selected[]): Units | undefined {
  if (first === undefined) return undefined;
  if (first.action !== 'delete') return [first];
  const end = others.findIndex(({ action }) => action !== 'delete');
  const deletions = end === -1 ? others : others.slice(0, end);
  return [first, ...within(deletions, IMAGES_AT_A_TIME - first.images.length)];
}

/** The first units, with so many images at most. */
export function within(units: readonly Selected[], most: number): Selected[] {
  let room = most;
  const end = units.findIndex(({ images }) => {
    room -= images.length;
    return room < 0;
  });
  return units.slice(0, end === -1 ? units.length : end);
}
