import { isReferrer } from '../../manifests/referrers.ts';
import type { EvaluatedRule } from '../evaluate.ts';
import { countOf, type LifecycleFinding, type Linted, type LintedImage } from './finding.ts';

type Rule = EvaluatedRule<LintedImage>;

/** What a rule with a count counts besides what people call images. */
export function countingFindings(rule: Rule, { parts }: Linted): Omit<LifecycleFinding, 'rule'>[] {
  if (rule.rule.selection.countType !== 'imageCountMoreThan') return [];
  const listed = new Set([...parts.values()].flatMap((it) => it ?? []));
  const found = [countsParts(rule, listed), countsReferrers(rule)];
  return found.filter((it) => it !== undefined);
}

/** The images of an index are untagged ones, one for each platform. */
function countsParts(
  { rule, matched, taken }: Rule,
  listed: ReadonlySet<string>,
): Omit<LifecycleFinding, 'rule'> | undefined {
  const { tagStatus, countNumber } = rule.selection;
  if (tagStatus === 'tagged') return undefined;
  const parts = matched.filter(({ imageDigest }) => listed.has(imageDigest)).length;
  if (parts === 0) return undefined;
  return {
    id: 'lifecycle/counts-parts',
    level: tagStatus === 'any' && taken.length > 0 ? 'warning' : 'note',
    text:
      `counts the parts of image indexes, one for each platform, as images: ${countOf(parts, 'is a part', 'are parts')} ` +
      `among the ${countOf(matched.length, 'image')} that it is for, and it keeps ${countNumber}`,
    todo: 'Raise countNumber, or count tagged images only',
  };
}

function countsReferrers({
  rule,
  matched,
  decided,
  taken,
}: Rule): Omit<LifecycleFinding, 'rule'> | undefined {
  const referrers = matched.filter(isReferrer);
  const [first] = referrers;
  if (first === undefined) return undefined;
  const example = first.imageTags?.[0] ?? first.imageDigest;
  return {
    id: 'lifecycle/counts-referrers',
    // Where a rule before this one keeps them, they are still counted, and cannot be left out.
    level: taken.length > 0 && decided.some(isReferrer) ? 'warning' : 'note',
    text:
      `counts signatures and the like as images: ${referrers.length} of ${matched.length}, such as ${example}, and ` +
      `keeps ${rule.selection.countNumber} of all`,
    todo: 'Raise countNumber, or name only tags of images in the rule',
  };
}
