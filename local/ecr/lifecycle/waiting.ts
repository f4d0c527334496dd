import type { LifecycleAction, LifecycleImage } from './action.ts';

/**
 * Finds out which actions wait for which index: an image can only go once no index lists it that stays, or
 * that waits itself. An archived index does not keep its images from the archive.
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
  /** How many indexes an image is inside of. */
  const depthOf = remembered(({ parents }: LifecycleImage): number => {
    const indexes = parents.flatMap((digest) => byDigest.get(digest) ?? []);
    return Math.max(0, ...indexes.map((index) => 1 + depthOf(index)));
  });
  return actions
    .map((action) => ({ ...action, waitsFor: holdersOf(action) }))
    .sort((a, b) => depthOf(a.image) - depthOf(b.image));
}

/** Works each answer out once, so that indexes of indexes take no longer than there are images. */
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
