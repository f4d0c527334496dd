import type { EvaluatedRule } from '../evaluate.ts';
import { patternsOf, storageClassOf } from '../policy.ts';
import { canFit, fits, includes } from '../tag-patterns.ts';
import { countOf, type LifecycleFinding, type Linted, type LintedImage } from './finding.ts';

type Rule = EvaluatedRule<LintedImage>;

type Found = Omit<LifecycleFinding, 'rule'> | undefined;

/** Why a rule is for no image, or decides about none; the first reason that is true. */
export function matchingFinding(rule: Rule, { rules, images }: Linted): Found {
  const before = rules.slice(0, rules.indexOf(rule));
  const found = neverMatches(rule) ?? coveredBy(rule, before);
  if (found) return found;
  if (rule.matched.length > 0) return decidesNothing(rule, before);
  // Untagged and archived images come and go: a rule that has cleaned up is for none.
  if (rule.rule.selection.tagStatus !== 'tagged') return undefined;
  if (storageClassOf(rule.rule.selection) !== 'standard') return undefined;
  // A rule for what tools attach to images one day, or ecr-steward to what runs.
  if (patternsOf(rule.rule).every((it) => /^(?:sha256|in-use)-/.test(it))) return undefined;
  const tagged = images.filter(({ imageTags = [] }) => imageTags.length > 0);
  return noWildcard(rule, tagged) ?? allPatterns(rule, tagged) ?? matchesNothing(rule, images);
}

function neverMatches({ rule }: Rule): Found {
  const prefix = rule.selection.tagPrefixList?.find((it) => it.includes('*'));
  if (prefix !== undefined) {
    return {
      ...{ id: 'lifecycle/never-matches', level: 'warning' },
      text: `has the prefix ${prefix} in tagPrefixList: a prefix is taken as it is, and no tag has a *`,
      todo: `Write ${prefix.replace(/\*+$/, '') || 'tagPatternList: ["*"]'}, or use tagPatternList, where * is any text`,
    };
  }
  const pattern = patternsOf(rule).find((it) => !canFit(it));
  if (pattern === undefined) return undefined;
  return {
    ...{ id: 'lifecycle/never-matches', level: 'warning' },
    text:
      `is for no image, ever: no tag can match ${pattern}. Tags have up to 128 letters, digits, _, . and -, and begin ` +
      'with none of the last two',
    todo: 'Correct it',
  };
}

/** ECR's order: the first rule that is for an image decides, whether it takes or keeps it. */
function coveredBy({ rule }: Rule, before: readonly Rule[]): Found {
  const own = patternsOf(rule);
  const cover = before.find(({ rule: other }) => {
    if (storageClassOf(other.selection) !== storageClassOf(rule.selection)) return false;
    const patterns = patternsOf(other);
    if (patterns.length === 0 || own.length === 0) return false;
    return patterns.every((outer) => own.some((inner) => includes(outer, inner)));
  });
  if (cover === undefined) return undefined;
  const first = cover.rule.rulePriority;
  return {
    ...{ id: 'lifecycle/shadowed', level: 'warning' },
    text: `never decides: rule ${first} before it is for every image that it could be for`,
    todo: `Give it a lower rulePriority than ${first}, or delete it`,
  };
}

function decidesNothing({ matched, decided }: Rule, before: readonly Rule[]): Found {
  if (decided.length > 0) return undefined;
  const own = new Set(matched);
  const others = before.filter((it) => it.decided.some((image) => own.has(image)));
  const names = others.map(({ rule }) => rule.rulePriority).join(', ');
  const which = others.length === 1 ? `rule ${names} decides` : `rules ${names} decide`;
  return {
    ...{ id: 'lifecycle/shadowed', level: 'note' },
    text: `has no effect now: ${which} before it about ${everyOf(matched.length)} that it is for`,
    todo: 'If it is to decide, give it a lower rulePriority',
  };
}

function everyOf(count: number): string {
  return count === 1 ? 'the image' : `all ${countOf(count, 'image')}`;
}

function noWildcard({ rule }: Rule, tagged: readonly LintedImage[]): Found {
  for (const pattern of rule.selection.tagPatternList ?? []) {
    if (pattern.includes('*') || countFitting(tagged, pattern) > 0) continue;
    const beginning = countFitting(tagged, `${pattern}*`);
    if (beginning === 0) continue;
    return {
      ...{ id: 'lifecycle/no-wildcard', level: 'warning' },
      text:
        `has ${pattern} without a * in tagPatternList, which is only the tag ${pattern}: no image has it, and ` +
        `${countOf(beginning, 'image has', 'images have')} a tag that begins with it`,
      todo: `Write ${pattern}*`,
    };
  }
  return undefined;
}

function allPatterns({ rule }: Rule, tagged: readonly LintedImage[]): Found {
  const patterns = patternsOf(rule);
  if (patterns.length < 2) return undefined;
  const some = tagged.filter((image) => patterns.some((it) => hasFitting(image, it)));
  if (some.length === 0) return undefined;
  const list = rule.selection.tagPrefixList ? 'tagPrefixList' : 'tagPatternList';
  return {
    ...{ id: 'lifecycle/all-patterns', level: 'warning' },
    text:
      `is for no image: ECR wants a tag for each of the ${patterns.length} entries of ${list}, and ` +
      `${countOf(some.length, 'image has', 'images have')} one for some of them only`,
    todo: 'Write a rule for each entry',
  };
}

function matchesNothing({ rule }: Rule, images: readonly LintedImage[]): Found {
  const { tagPrefixList, tagPatternList = [] } = rule.selection;
  const such = tagPrefixList
    ? `a tag that begins with ${tagPrefixList.join(' and ')}`
    : `a tag that matches ${tagPatternList.join(' and ')}`;
  const none =
    images.length === 1
      ? 'the only image does not have'
      : `none of ${countOf(images.length, 'image')} has`;
  return {
    ...{ id: 'lifecycle/matches-nothing', level: 'note' },
    text: `is for no image now: ${none} ${such}`,
    todo: 'If there should be some, compare it with the tags that are pushed',
  };
}

function countFitting(images: readonly LintedImage[], pattern: string): number {
  return images.filter((image) => hasFitting(image, pattern)).length;
}

function hasFitting({ imageTags = [] }: LintedImage, pattern: string): boolean {
  return imageTags.some((tag) => fits(pattern, tag));
}
