import { matchesWildcard } from '../images/tag-mutability.ts';
import type { LifecycleAction, LifecycleImage } from './action.ts';
import type { LifecyclePolicy, LifecycleRule } from './policy.ts';
import { withWaiting } from './waiting.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * Evaluates a policy for the images of a repository (Amazon ECR user guide, "Lifecycle policy evaluation rules").
 * The first rule whose tags and storage class match an image decides about it; later rules do not. But every rule
 * counts all images that match it, including those of earlier rules. An image that an image index lists waits for
 * that index, and referrers are left to `followersOf`.
 *
 * @returns indexes before what they list; else by rule, the oldest image first
 */
export function evaluate(
  policy: LifecyclePolicy,
  images: readonly LifecycleImage[],
  now: Date,
): LifecycleAction[] {
  const known = new Set(images.map((image) => image.digest));
  const judged = images.filter((it) => !it.subjectDigest || !known.has(it.subjectDigest));
  const rules = policy.rules.toSorted((a, b) => a.rulePriority - b.rulePriority);
  const owned = new Set<LifecycleImage>();
  const marked: LifecycleAction[] = [];
  for (const { rulePriority, selection, action } of rules) {
    const fitting = judged.filter((image) => fits(selection, image));
    for (const image of surplus(selection, fitting, now)) {
      if (owned.has(image)) continue;
      marked.push({ image, rulePriority, type: action.type, waitsFor: [] });
    }
    for (const image of fitting) owned.add(image);
  }
  return withWaiting(marked, images);
}

/** The actions for referrers: the same as for their subject, and so on for their own referrers. */
export function followersOf(
  actions: readonly LifecycleAction[],
  images: readonly LifecycleImage[],
): LifecycleAction[] {
  const bySubject = Map.groupBy(images, (image) => image.subjectDigest);
  const followers = [...actions];
  for (const { image, ...rest } of followers) {
    for (const it of bySubject.get(image.digest) ?? []) followers.push({ ...rest, image: it });
  }
  return followers.slice(actions.length);
}

function fits(selection: LifecycleRule['selection'], image: LifecycleImage): boolean {
  const { tagStatus, storageClass, tagPatternList = [], tagPrefixList = [] } = selection;
  if (image.storageClass !== storageClass) return false;
  if (tagStatus === 'any') return true;
  if (tagStatus === 'untagged') return image.tags.length === 0;
  const has = (matches: (tag: string) => boolean) => image.tags.some(matches);
  return (
    tagPatternList.every((pattern) => has((tag) => matchesWildcard(pattern, tag))) &&
    tagPrefixList.every((prefix) => has((tag) => tag.startsWith(prefix)))
  );
}

/** The images above the count or the age, the oldest first. */
function surplus(
  { countType, countNumber }: LifecycleRule['selection'],
  images: readonly LifecycleImage[],
  now: Date,
): LifecycleImage[] {
  const byAge = images.toSorted((a, b) => startOf(a) - startOf(b));
  if (countType === 'imageCountMoreThan') {
    return byAge.slice(0, Math.max(0, byAge.length - countNumber));
  }
  const measured = measures[countType];
  return byAge.filter((image) => now.getTime() - measured(image) > countNumber * day);
}

/** The time from which the age of an image counts; for a restored image, its restore. */
function startOf({ lastActivatedAt, pushedAt }: LifecycleImage): number {
  return (lastActivatedAt ?? pushedAt).getTime();
}

const measures = {
  sinceImagePushed: (image: LifecycleImage) => image.pushedAt.getTime(),
  sinceImagePulled: (image: LifecycleImage) =>
    Math.max(
      (image.lastPulledAt ?? image.pushedAt).getTime(),
      image.lastActivatedAt?.getTime() ?? 0,
    ),
  sinceImageTransitioned: (image: LifecycleImage) =>
    (image.lastArchivedAt ?? image.pushedAt).getTime(),
};
