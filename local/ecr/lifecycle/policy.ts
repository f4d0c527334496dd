import { z } from 'zod';
import { invalidParameter } from '../errors.ts';
import { selection } from './selection.ts';

/** A lifecycle policy (Amazon ECR user guide, "Lifecycle policy properties" and "Lifecycle policy evaluation rules"). */
export type LifecyclePolicy = z.output<typeof policySchema>;

export type LifecycleRule = z.output<typeof rule>;

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('expire') }),
  z.strictObject({ type: z.literal('transition'), targetStorageClass: z.literal('archive') }),
]);

/** The only action that a count type allows; count types that are not listed allow both. */
const onlyAction: Readonly<Record<string, string>> = {
  sinceImagePulled: 'transition',
  sinceImageTransitioned: 'expire',
};

const rule = z
  .strictObject({
    rulePriority: z.int().positive(),
    description: z.string().optional(),
    selection,
    action,
  })
  .refine((it) => {
    const only = onlyAction[it.selection.countType];
    return only === undefined || only === it.action.type;
  }, 'sinceImagePulled goes with the action transition only, sinceImageTransitioned with expire only');

const policySchema = z
  .strictObject({ rules: z.array(rule).min(1).max(50) })
  .refine(
    ({ rules }) => isUnique(rules.map((it) => String(it.rulePriority))),
    'Rule priorities must be unique.',
  )
  .refine(({ rules }) => {
    const untagged = rules.filter((it) => it.selection.tagStatus === 'untagged');
    return isUnique(untagged.map((it) => it.selection.storageClass));
  }, 'Only one rule can select Untagged images per storage class.')
  .refine(({ rules }) => {
    const tagged = rules.filter((it) => it.selection.tagStatus === 'tagged');
    return isUnique(tagged.map(({ selection: it }) => `${it.storageClass} ${tagsOf(it)}`));
  }, 'Rules of one storage class must not have the same tag prefixes or tag patterns.')
  .refine(({ rules }) => {
    return rules.every((it) => it.selection.tagStatus !== 'any' || isLastOfItsClass(it, rules));
  }, 'A rule with tagStatus any must have the highest rulePriority of its storage class.');

function isUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

function tagsOf(it: z.output<typeof selection>): string {
  const prefixes = (it.tagPrefixList ?? []).map((prefix) => `${prefix}*`);
  return [...prefixes, ...(it.tagPatternList ?? [])].sort().join(' ');
}

/**
 * AWS's own example archives `any` image and then expires `any` archived one: so `any` has to be the last rule per
 * storage class.
 */
function isLastOfItsClass(last: LifecycleRule, rules: readonly LifecycleRule[]): boolean {
  return rules.every(
    (it) =>
      it === last ||
      it.selection.storageClass !== last.selection.storageClass ||
      it.rulePriority < last.rulePriority,
  );
}

/**
 * Reads a lifecycle policy and checks it as PutLifecyclePolicy does.
 *
 * @throws AwsError `InvalidParameterException` that names what is wrong and where
 */
export function parseLifecyclePolicy(text: string): LifecyclePolicy {
  const result = policySchema.safeParse(parsed(text));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw invalid(problems.join('; '));
}

/**
 * The text of a policy as ECR returns it: with its rules in the order of their priorities (Terraform's provider: "the
 * AWS ECR API seems to reorder rules based on rulePriority").
 */
export function storedPolicyText(text: string): string {
  const { rules } = parseLifecyclePolicy(text);
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  if (priorities.every((it, at) => it > (priorities[at - 1] ?? 0))) return text;
  const given = JSON.parse(text) as { rules: { rulePriority: number }[] };
  return JSON.stringify({ rules: given.rules.toSorted((a, b) => a.rulePriority - b.rulePriority) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('it is not JSON');
  }
}

function invalid(why: string): Error {
  return invalidParameter('LifecyclePolicyText', `Lifecycle policy validation failure: ${why}`);
}
