import * as z from 'zod/mini';
import { fits } from './tag-patterns.ts';

const COUNT_TYPES = [
  'imageCountMoreThan',
  'sinceImagePushed',
  'sinceImagePulled',
  'sinceImageTransitioned',
] as const;

export type CountType = (typeof COUNT_TYPES)[number];

/** Values are texts, not those of a list: ECR may get others, and a policy with one of these has other rules too. */
const rule = z.object({
  rulePriority: z.number(),
  description: z.optional(z.string()),
  selection: z.object({
    tagStatus: z.string(),
    tagPrefixList: z.optional(z.array(z.string())),
    tagPatternList: z.optional(z.array(z.string())),
    storageClass: z.optional(z.string()),
    countType: z.string(),
    countUnit: z.optional(z.string()),
    countNumber: z.number(),
  }),
  action: z.object({ type: z.string() }),
});

const policy = z.object({ rules: z.array(rule) });

/** A rule of a lifecycle policy, whoever wrote it. */
export type LifecycleRule = z.infer<typeof rule>;

/** What of a rule decides which tags it is for. */
export interface TagSelecting {
  selection: Pick<LifecycleRule['selection'], 'tagStatus' | 'tagPrefixList' | 'tagPatternList'>;
}

/** The rules of a lifecycle policy, those that decide first before the others; undefined for what is no such policy. */
export function lifecycleRulesIn(text: string): LifecycleRule[] | undefined {
  const parsed = policy.safeParse(jsonIn(text));
  return parsed.data?.rules.toSorted((a, b) => a.rulePriority - b.rulePriority);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What of the rules is not known here, so that they cannot be evaluated: `rule 3 has the countType sinceX`. */
export function unknownIn(rules: readonly LifecycleRule[]): string | undefined {
  for (const { rulePriority, selection, action } of rules) {
    const odd = [
      ['tagStatus', selection.tagStatus, ['tagged', 'untagged', 'any']],
      ['storageClass', storageClassOf(selection), ['standard', 'archive']],
      ['countType', selection.countType, COUNT_TYPES],
      ['countUnit', selection.countUnit ?? 'days', ['days']],
      ['action', action.type, ['expire', 'transition']],
    ] as const;
    const found = odd.find(([, value, known]) => !(known as readonly string[]).includes(value));
    if (found) return `rule ${rulePriority} has the ${found[0]} ${found[1]}`;
  }
  return undefined;
}

/** The class of the images that a rule is for. */
export function storageClassOf({ storageClass = 'standard' }: LifecycleRule['selection']): string {
  return storageClass;
}

/** The patterns of a rule, prefixes too; none of a rule that is not for tagged images. ECR wants a tag for each. */
export function patternsOf({ selection }: TagSelecting): string[] {
  if (selection.tagStatus !== 'tagged') return [];
  const { tagPrefixList = [], tagPatternList = [] } = selection;
  // No tag has a *: in a prefix it stands for itself.
  return [...tagPrefixList.map((prefix) => `${prefix.replaceAll('*', '\0')}*`), ...tagPatternList];
}

/** Whether a rule may be for an image because of this tag: it has others for the further patterns of the rule. */
export function isFor(rule: TagSelecting, tag: string): boolean {
  if (rule.selection.tagStatus === 'any') return true;
  return patternsOf(rule).some((pattern) => fits(pattern, tag));
}

/** Whether a rule is for images with exactly these tags. */
export function isForTags(rule: TagSelecting, tags: readonly string[]): boolean {
  const { tagStatus } = rule.selection;
  if (tagStatus === 'any') return true;
  if (tagStatus === 'untagged') return tags.length === 0;
  const patterns = patternsOf(rule);
  return patterns.length > 0 && patterns.every((it) => tags.some((tag) => fits(it, tag)));
}
