import { isIndex } from '../../manifests/media-types.ts';
import type { EvaluatedRule } from '../evaluate.ts';
import { classOf } from '../evaluated-image.ts';
import { countOf, type LifecycleFinding, type Linted, type LintedImage } from './finding.ts';

type Rule = EvaluatedRule<LintedImage>;

type Found = Omit<LifecycleFinding, 'rule'> | undefined;

/** How many are named. */
const MOST_NAMED = 3;

/** What a rule takes that people may not expect. */
export function takingFindings(rule: Rule, linted: Linted): Omit<LifecycleFinding, 'rule'>[] {
  const found = [takesAll(rule, linted), untaggedInUse(rule, linted), neverPulled(rule, linted)];
  return found.filter((it) => it !== undefined);
}

/** Reported of the rule that takes the most, as several may do it together. */
function takesAll(rule: Rule, { rules, images }: Linted): Found {
  const expiring = rules.filter((it) => it.rule.action.type === 'expire');
  const most = expiring.toSorted((a, b) => b.taken.length - a.taken.length)[0];
  if (rule !== most || rule.taken.length === 0) return undefined;
  const going = new Set(expiring.flatMap(({ taken }) => taken));
  const following = new Set([...going].map(({ imageDigest }) => imageDigest));
  const stays = images.some(
    (image) => !going.has(image) && !following.has(image.subjectManifestDigest ?? ''),
  );
  if (stays) return undefined;
  const together = expiring.filter(({ taken }) => taken.length > 0).length > 1;
  return {
    ...{ id: 'lifecycle/takes-all', level: 'warning' },
    text: `leaves nothing${together ? ', together with others' : ''}: all ${countOf(going.size, 'image')} of the repository would expire`,
    todo: 'If the repository is still used, keep the newest images by a count in a rule before it',
  };
}

/** ECS pins an image by its digest: it runs on when its tag has moved to another. */
function untaggedInUse({ rule, decided }: Rule, { runs, parts }: Linted): Found {
  const listed = new Set([...parts.values()].flatMap((it) => it ?? []));
  const found = decided.filter(
    (image) =>
      classOf(image) === 'standard' &&
      (image.imageTags ?? []).length === 0 &&
      runs.has(image.imageDigest) &&
      !listed.has(image.imageDigest),
  );
  if (found.length === 0) return undefined;
  const named = found
    .slice(0, MOST_NAMED)
    .map(({ imageDigest: it }) => `${it} (${runs.get(it)?.[0] ?? 'in use'})`);
  const more = found.length > named.length ? ` and ${found.length - named.length} more` : '';
  const does = rule.action.type === 'expire' ? 'expires' : 'archives';
  return {
    ...{ id: 'lifecycle/untagged-in-use', level: 'warning' },
    text:
      `${does} untagged images, and ${countOf(found.length, 'one is', 'are')} in use by ` +
      `${found.length === 1 ? 'its digest' : 'their digests'}: ${named.join(', ')}${more}`,
    todo: 'Give what runs a tag, and keep that by a rule before it',
  };
}

function neverPulled({ rule, taken }: Rule, { images, parts }: Linted): Found {
  if (rule.selection.countType !== 'sinceImagePulled') return undefined;
  // A part of an index that stays is not taken: where the parts are not known, neither is what is taken.
  if (images.some((it) => isIndex(it) && parts.get(it.imageDigest) === undefined)) return undefined;
  const never = taken.filter((it) => !it.lastRecordedPullTime && !it.lastActivatedAt);
  if (never.length === 0) return undefined;
  return {
    ...{ id: 'lifecycle/never-pulled', level: 'note' },
    text:
      `counts from the push where there was no pull: ${never.length} of the ${countOf(taken.length, 'image')} that it ` +
      'archives were never pulled',
    todo: 'To keep them, let a rule before it be for them',
  };
}
