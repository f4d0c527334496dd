import type { TaggedDetail } from '../../manifests/referrers.ts';
import type { PartsOfIndexes, RelatedImage } from '../../manifests/relations.ts';
import type { EvaluatedRule } from '../evaluate.ts';
import type { EvaluatedImage } from '../evaluated-image.ts';

/** What can be the matter with a rule of a lifecycle policy. The ids do not change. */
export type FindingId =
  | 'lifecycle/never-matches'
  | 'lifecycle/no-wildcard'
  | 'lifecycle/all-patterns'
  | 'lifecycle/matches-nothing'
  | 'lifecycle/shadowed'
  | 'lifecycle/counts-parts'
  | 'lifecycle/counts-referrers'
  | 'lifecycle/takes-all'
  | 'lifecycle/untagged-in-use'
  | 'lifecycle/never-pulled';

export interface LifecycleFinding {
  id: FindingId;
  /**
   * `warning`: the rule does something else than it says, or can take what is needed. `note`: it has an effect that is
   * easily overlooked, or none with the images that there are now.
   */
  level: 'warning' | 'note';
  /** The priority of the rule. */
  rule: number;
  /** A sentence without a full stop that follows the rule: `is for no image: …`. */
  text: string;
  /** What to do. */
  todo: string;
}

/** What of an image is looked at. */
export type LintedImage = EvaluatedImage & TaggedDetail & RelatedImage;

/** A repository with a policy, evaluated. */
export interface Linted {
  /** All of its images, archived ones too. */
  images: readonly LintedImage[];
  /** Of its image indexes, as far as they were read. */
  parts: PartsOfIndexes;
  /** Who runs an image, by its digest. Those that only others need are not among them. */
  runs: ReadonlyMap<string, readonly string[]>;
  /** In their order. */
  rules: readonly EvaluatedRule<LintedImage>[];
}

/** `1 image`, `2 images`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${figures.format(count)} ${many}`;
}

const figures = new Intl.NumberFormat('en');
