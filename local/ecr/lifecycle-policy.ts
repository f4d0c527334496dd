import { z } from 'zod';
import { invalidParameter } from './errors.ts';

/** Parts of a lifecycle policy (Amazon ECR user guide, "Lifecycle policy properties"). */

const count = z.int().positive();

const tagList = z.array(z.string().min(1)).min(1).optional();

const tagPattern = z
  .string()
  .min(1)
  .refine((pattern) => pattern.split('*').length <= 5, 'a tag pattern has at most four wildcards');

const selection = z
  .strictObject({
    tagStatus: z.enum(['tagged', 'untagged', 'any']),
    tagPatternList: z.array(tagPattern).min(1).optional(),
    tagPrefixList: tagList,
    storageClass: z.enum(['standard', 'archive']).optional(),
    countType: z.enum([
      'imageCountMoreThan',
      'sinceImagePushed',
      'sinceImagePulled',
      'sinceImageTransitioned',
    ]),
    countUnit: z.enum(['days']).optional(),
    countNumber: count,
  })
  .refine(({ tagStatus, tagPatternList, tagPrefixList }) => {
    const lists = [tagPatternList, tagPrefixList].filter((list) => list !== undefined).length;
    return lists === (tagStatus === 'tagged' ? 1 : 0);
  }, 'exactly one of tagPatternList and tagPrefixList goes with tagStatus tagged, none with the others')
  .refine(
    ({ countType, countUnit }) => countType.startsWith('since') === (countUnit !== undefined),
    'countUnit goes with the countTypes that start with since, and only with those',
  )
  .refine(
    ({ countType, storageClass, countNumber }) =>
      countType !== 'sinceImageTransitioned' || (storageClass === 'archive' && countNumber >= 90),
    'sinceImageTransitioned needs the storageClass archive and a countNumber of at least 90',
  );

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('expire') }),
  z.strictObject({ type: z.literal('transition'), targetStorageClass: z.literal('archive') }),
]);

const rule = z.strictObject({
  rulePriority: count,
  description: z.string().optional(),
  selection,
  action,
});

const policy = z
  .strictObject({ rules: z.array(rule).min(1).max(50) })
  .refine(
    ({ rules }) => new Set(rules.map((it) => it.rulePriority)).size === rules.length,
    'every rulePriority is used once',
  )
  .refine(({ rules }) => {
    const highest = Math.max(...rules.map((it) => it.rulePriority));
    return rules.every((it) => it.selection.tagStatus !== 'any' || it.rulePriority === highest);
  }, 'a rule with tagStatus any has the highest rulePriority');

/**
 * Checks a lifecycle policy as PutLifecyclePolicy does. Nothing runs it here.
 *
 * @throws AwsError `InvalidParameterException` that names what is wrong and where
 */
export function checkLifecyclePolicy(text: string): void {
  const result = policy.safeParse(parsed(text));
  if (result.success) return;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw invalid(problems.join('; '));
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
