import type { ECRClient } from '@aws-sdk/client-ecr';
import { isFor, lifecycleRulesIn, type TagSelecting } from '../lifecycle/policy.ts';
import { lifecyclePolicy } from '../settings/policies.ts';
import { unlessGone } from './races.ts';

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
  if (text === undefined) return false;
  const rules = lifecycleRulesIn(text);
  // What cannot be read may keep it.
  return rules === undefined || shields(rules, tag, newTag);
}

/** Why such an image keeps its tag. */
export const KEPT_BY_TAG =
  'the lifecycle policy of its repository keeps it by this tag, and would not by a quarantine tag: ' +
  'let a rule of the policy match quarantine- as well';

type ShieldingRule = TagSelecting & { rulePriority: number };

/** Exported for its table of cases. */
export function shields(rules: readonly ShieldingRule[], tag: string, newTag: string): boolean {
  const inOrder = rules.toSorted((a, b) => a.rulePriority - b.rulePriority);
  const shield = inOrder.findIndex((rule) => isFor(rule, tag) && !isFor(rule, newTag));
  if (shield === -1) return false;
  return inOrder.slice(shield + 1).some((rule) => isFor(rule, newTag));
}
