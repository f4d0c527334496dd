import type { LifecycleAction, LifecycleImage } from './action.ts';

/**
 * Finds which actions wait for which image index: an image can only be deleted or archived when no index that
 * stays, or waits itself, lists it. An archived index does not keep its images out of the archive.
 *
 * @returns the actions, indexes before what they list
 */
export function withWaiting(
  actions: readonly LifecycleAction[],
  images: readonly LifecycleImage[],
): LifecycleAction[] {
  const byDigest = new Map(images.map((image) => [image.digest, image]));
  const actionOn = new Map(actions.map((action) => [action.image.digest, action]));
  const holdersOf = remembered(({ image, type }: LifecycleAction): string[] =>
    image.parents.filter((digest) => {
      const parent = byDigest.get(digest);
      if (!parent || (type === 'transition' && parent.storageClass === 'archive')) return false;
      const going = actionOn.get(digest);
      return !going || going.type !== type || holdersOf(going).length > 0;
    }),
  );
  /** How deep an image is nested in image indexes. */
  const depthOf = remembered(({ parents }: LifecycleImage): number => {
    const indexes = parents.flatMap((digest) => byDigest.get(digest) ?? []);
    return Math.max(0, ...indexes.map((index) => 1 + depthOf(index)));
  });
  return actions
    .map((action) => ({ ...action, waitsFor: holdersOf(action) }))
    .sort((a, b) => depthOf(a.image) - depthOf(b.image));
}

/** Computes each result once, so that the time for nested indexes is linear in the number of images. */
function remembered<Key extends object, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const answers = new Map<Key, Value>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = work(key);
    answers.set(key, answer);
    return answer;
  };
}
