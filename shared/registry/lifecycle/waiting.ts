import type { PartsOfIndexes } from '../manifests/relations.ts';
import type { EvaluatedImage } from './evaluated-image.ts';
import type { LifecycleRule } from './policy.ts';

interface Due {
  rule: LifecycleRule;
  due: readonly EvaluatedImage[];
}

/**
 * Whether an image has to wait, as an image index that stays lists it: one that no rule takes, that another action
 * takes, or that waits itself. An archived index keeps no image out of the archive.
 */
export function waitingFor(
  found: readonly Due[],
  images: readonly EvaluatedImage[],
  parts: PartsOfIndexes,
): (image: EvaluatedImage) => boolean {
  const byDigest = new Map(images.map((image) => [image.imageDigest, image]));
  const indexesOf = indexesByPart(parts);
  const actionOn = new Map(
    found.flatMap(({ rule, due }) => due.map((image) => [image.imageDigest, rule.action.type])),
  );
  const known = new Map<string, boolean>();
  const waits = (digest: string): boolean => {
    const before = known.get(digest);
    if (before !== undefined) return before;
    // An index cannot list itself; should one seem to, it does not wait for itself.
    known.set(digest, false);
    const answer = (indexesOf.get(digest) ?? []).some((index) => isHeldBy(index, digest));
    known.set(digest, answer);
    return answer;
  };
  const isHeldBy = (index: string, part: string): boolean => {
    const image = byDigest.get(index);
    const action = actionOn.get(part);
    if (!image || (action === 'transition' && image.imageStatus === 'ARCHIVED')) return false;
    return actionOn.get(index) !== action || waits(index);
  };
  return ({ imageDigest }) => waits(imageDigest);
}

function indexesByPart(parts: PartsOfIndexes): Map<string, string[]> {
  const indexes = new Map<string, string[]>();
  for (const [index, listed = []] of parts) {
    for (const part of listed) {
      const of = indexes.get(part);
      if (of) of.push(index);
      else indexes.set(part, [index]);
    }
  }
  return indexes;
}
