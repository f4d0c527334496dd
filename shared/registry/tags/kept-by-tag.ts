import type { ECRClient } from '@aws-sdk/client-ecr';
import { lifecyclePolicy } from '../settings/policies.ts';
import { unlessGone } from './races.ts';

/** The part of a lifecycle policy's rule that selects images. */
interface Rule {
  rulePriority: number;
  selection: {
    tagStatus?: string;
    tagPrefixList?: string[];
    tagPatternList?: string[];
  };
}

/**
 * Whether a lifecycle policy may keep an image because of a tag that is to be replaced. ECR applies the first rule that
 * matches an image: one that matches the tag but not the new one shields the image from the rules after it; without
 * the tag, these apply. Costs a call; without a policy nothing is kept by a tag.
 */
export async function isKeptByTag(
  ecr: ECRClient,
  repositoryName: string,
  tag: string,
  newTag: string,
): Promise<boolean> {
  const text = await unlessGone(lifecyclePolicy(ecr, repositoryName));
  return text !== undefined && shields(rulesIn(text), tag, newTag);
}

/** Why such an image keeps its tag. */
export const KEPT_BY_TAG =
  'the lifecycle policy of its repository keeps it by this tag, and would not by a quarantine tag: ' +
  'let a rule of the policy match quarantine- as well';

/** Exported for its table of cases. */
export function shields(rules: readonly Rule[], tag: string, newTag: string): boolean {
  const inOrder = rules.toSorted((a, b) => a.rulePriority - b.rulePriority);
  const shield = inOrder.findIndex((rule) => isFor(rule, tag) && !isFor(rule, newTag));
  if (shield === -1) return false;
  return inOrder.slice(shield + 1).some((rule) => isFor(rule, newTag));
}

function isFor({ selection }: Rule, tag: string): boolean {
  if (selection.tagStatus === 'any') return true;
  if (selection.tagStatus !== 'tagged') return false;
  const { tagPrefixList = [], tagPatternList = [] } = selection;
  return (
    tagPrefixList.some((prefix) => tag.startsWith(prefix)) ||
    tagPatternList.some((pattern) => fits(pattern, tag))
  );
}

/** `*` is any part of a tag. The parts are found from the left, each as early as it can be. */
function fits(pattern: string, tag: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!tag.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return tag === first;
  let at = first.length;
  for (const part of rest) {
    const found = tag.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return tag.length - last.length >= at && tag.endsWith(last);
}

function rulesIn(text: string): Rule[] {
  const { rules } = JSON.parse(text) as { rules: Rule[] };
  return rules;
}
