import type { PartsOfIndexes } from '../manifests/relations.ts';
import { classOf, type EvaluatedImage } from './evaluated-image.ts';
import { type CountType, isForTags, type LifecycleRule, storageClassOf } from './policy.ts';
import { waitingFor } from './waiting.ts';

/** One rule of a policy, and what it comes to in a repository. */
export interface EvaluatedRule<Image> {
  rule: LifecycleRule;
  /** The images that it is for; it counts all of them. */
  matched: readonly Image[];
  /** Those of them that no rule before it is for: it decides what becomes of these. */
  decided: readonly Image[];
  /** Those of these that expire, or go to the archive. */
  taken: readonly Image[];
  /** Those that would, if no image index that stays listed them. */
  waiting: readonly Image[];
}

const DAY_MS = 86_400_000;

/**
 * What a policy does to the images of a repository, by the evaluation rules of ECR's user guide: the first rule that is
 * for an image decides what becomes of it, and every rule counts all images that it is for. Images that refer to
 * another one of the repository follow that one, and are not among the results. Images that are being restored are left
 * alone.
 *
 * @param rules - In the order of their priorities, without unknown values (see unknownIn).
 * @param images - All of the repository, archived ones too.
 * @param parts - Of its image indexes; what those list whose parts are not known does not wait.
 */
export function evaluate<Image extends EvaluatedImage>(
  rules: readonly LifecycleRule[],
  images: readonly Image[],
  parts: PartsOfIndexes,
  now: Date,
): EvaluatedRule<Image>[] {
  const judged = judgedImages(images);
  const decided = new Set<Image>();
  const found = rules.map((rule) => {
    const matched = judged.filter(
      (image) =>
        classOf(image) === storageClassOf(rule.selection) && isForTags(rule, image.imageTags ?? []),
    );
    const own = matched.filter((image) => !decided.has(image));
    for (const image of own) decided.add(image);
    const surplus = new Set(surplusOf(rule, matched, now));
    return { rule, matched, decided: own, due: own.filter((image) => surplus.has(image)) };
  });
  const waits = waitingFor(found, images, parts);
  return found.map(({ due, ...rest }) => ({
    ...rest,
    taken: due.filter((image) => !waits(image)),
    waiting: due.filter((image) => waits(image)),
  }));
}

function judgedImages<Image extends EvaluatedImage>(images: readonly Image[]): Image[] {
  const existing = new Set(images.map(({ imageDigest }) => imageDigest));
  return images.filter(({ imageStatus, subjectManifestDigest: subject }) => {
    return imageStatus !== 'ACTIVATING' && (subject === undefined || !existing.has(subject));
  });
}

/** The images beyond the count or the age of a rule. */
function surplusOf<Image extends EvaluatedImage>(
  { selection }: LifecycleRule,
  matched: readonly Image[],
  now: Date,
): readonly Image[] {
  const { countNumber } = selection;
  const countType = selection.countType as CountType;
  if (countType === 'imageCountMoreThan') {
    const oldestFirst = matched.toSorted((a, b) => startOf(a) - startOf(b));
    return oldestFirst.slice(0, Math.max(0, oldestFirst.length - countNumber));
  }
  const from = sinceOf[countType];
  return matched.filter((image) => now.getTime() - from(image) > countNumber * DAY_MS);
}

/** When an image was pushed or, if that is later, restored. */
function startOf({ imagePushedAt, lastActivatedAt }: EvaluatedImage): number {
  return (lastActivatedAt ?? imagePushedAt)?.getTime() ?? 0;
}

const sinceOf = {
  sinceImagePushed: pushedAt,
  sinceImagePulled: (image: EvaluatedImage) =>
    Math.max(
      image.lastRecordedPullTime?.getTime() ?? pushedAt(image),
      image.lastActivatedAt?.getTime() ?? 0,
    ),
  sinceImageTransitioned: (image: EvaluatedImage) =>
    image.lastArchivedAt?.getTime() ?? pushedAt(image),
} as const;

function pushedAt({ imagePushedAt }: EvaluatedImage): number {
  return imagePushedAt?.getTime() ?? 0;
}
