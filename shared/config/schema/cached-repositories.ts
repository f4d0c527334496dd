import * as z from 'zod';

/** What may be said of the repositories that a pull-through cache rule creates, and of who may pull. */

const days = z.int('a whole number of days').min(1, 'at least 1 day');

/** The shortest time that an image is charged for in the archive: ECR expires none before. */
const SHORTEST_ARCHIVE_DAYS = 90;

export const lifecycle = z
  .strictObject({
    expireUntaggedDays: days
      .optional()
      .describe('Images without a tag go so many days after they came in.'),
    keepLast: z
      .int('a whole number of images')
      .min(1, 'at least 1 image')
      .optional()
      .describe(
        'So many tagged images stay, the newest; older ones go. Not with archiveUnpulledDays.',
      ),
    archiveUnpulledDays: days
      .optional()
      .describe(
        'Images that nobody has pulled for so many days are archived: a pull of them then fails ' +
          'until they are restored. ECR cannot expire by the last pull.',
      ),
    expireArchivedDays: z
      .int('a whole number of days')
      .min(
        SHORTEST_ARCHIVE_DAYS,
        `at least ${SHORTEST_ARCHIVE_DAYS} days: they are paid for anyway`,
      )
      .optional()
      .describe('Archived images go after so many days in the archive, at least 90.'),
  })
  .describe('Which images ECR removes by itself: becomes a lifecycle policy.');

/** With exclusions, ECR's name for it is this one and _WITH_EXCLUSION. */
const mutabilities = ['MUTABLE', 'IMMUTABLE'] as const;

function mutabilityRight(input: unknown): string {
  const [plain] = /^(IM)?MUTABLE(?=_WITH_EXCLUSION$)/.exec(String(input)) ?? [];
  return plain === undefined
    ? `one of ${mutabilities.join(', ')}`
    : `write ${plain}, and mutabilityExclusions beside it: that makes it ${input}`;
}

export const encryption = z
  .strictObject({
    encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE'], { error: 'AES256, KMS or KMS_DSSE' }),
    kmsKey: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-z0-9-]+$/,
        'the ARN of a KMS key: arn:aws:kms:<region>:<account>:key/<id>',
      )
      .optional()
      .describe("Default: ECR's own key of the account, aws/ecr."),
  })
  .describe(
    'Of new repositories only: that of an existing one cannot be changed, and is only reported.',
  );

const statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny'], { error: 'Allow or Deny' }),
});

const policy = z
  .looseObject({
    Version: z
      .enum(['2012-10-17', '2008-10-17'], { error: '"2012-10-17"' })
      .default('2012-10-17')
      .describe('Default 2012-10-17.'),
    Statement: z.preprocess(
      // A policy of one statement may have it without a list.
      (given) => (isOneStatement(given) ? [given] : given),
      z.array(statement).min(1, 'at least one statement'),
    ),
  })
  .describe(
    'The resource policy of the repositories: an IAM policy, as YAML or JSON. Every statement has Effect, ' +
      'Principal and Action, and none has Resource.',
  );

function isOneStatement(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** The ARN of an IAM role, of any path. */
export const roleArn = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[^\s*?]+$/;

export const mutability = z
  .enum(mutabilities, { error: ({ input }) => mutabilityRight(input) })
  .describe('Whether a tag may come to name another image.');

export const mutabilityExclusions = z
  .array(
    z
      .string()
      .regex(/^[0-9a-zA-Z._*-]{1,128}$/, 'a tag, * for any part of it: latest, v*')
      .refine((filter) => filter.split('*').length <= 3, {
        error: ({ input }) => `"${input}" has more than two *: ECR takes two in one exclusion`,
      }),
  )
  .min(1, '1 to 5 tags')
  .max(5, '1 to 5 tags')
  .describe('Tags that the mutability is the other way round for; * is any part of a tag.');

export const cachedRepositories = z
  .strictObject({
    lifecycle: lifecycle.optional(),
    replaceLifecycle: z
      .boolean()
      .optional()
      .describe(
        'Whether a lifecycle policy that somebody else made may be replaced; what it said is shown. ' +
          'Default false: it stays, and is told. One that is missing, or that lifecycle has made, ' +
          'is always brought in line.',
      ),
    mutability: mutability
      .optional()
      .describe(
        'Whether a tag may come to name another image. ECR cannot refresh one that may not.',
      ),
    mutabilityExclusions: mutabilityExclusions.optional(),
    scanOnPush: z
      .boolean()
      .optional()
      .describe(
        'Deprecated by ECR: better let the scanning configuration of the registry decide. A ' +
          'template cannot hold it, so a new repository gets it on the next run.',
      ),
    encryption: encryption.optional(),
    policy: policy.optional(),
    replacePolicy: z
      .boolean()
      .optional()
      .describe(
        'Whether a resource policy that differs from policy may be replaced; what it said is shown. ' +
          'Default false: it stays, and is told. One that is missing is always made.',
      ),
    tags: z
      .record(z.string(), z.string().max(256, 'at most 256 characters'))
      .optional()
      .describe('Resource tags of the repositories. Tags that are not named here stay.'),
    customRoleArn: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe(
        'The role that ECR takes to create the repositories; needed for tags and KMS. It trusts ' +
          'ecr.amazonaws.com and may ecr:CreateRepository, ecr:TagResource and kms:CreateGrant, ' +
          'kms:RetireGrant, kms:DescribeKey.',
      ),
    takeOver: z
      .boolean()
      .optional()
      .describe(
        'Whether a creation template that somebody else made for the prefix may be brought in line; what ' +
          'is not declared stays in it. Default false: it stays as it is, and is told.',
      ),
  })
  .describe(
    'How the repositories are to be that the rule creates: becomes a repository creation ' +
      'template, and those that exist already are brought in line with it. Empty: a template of ours goes.',
  );

export const pullers = z
  .array(
    z
      .string()
      .regex(
        /^([0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:role\/[^\s*?]+)$/,
        'an account (in quotes: "123456789012") or the ARN of an IAM role',
      ),
  )
  .describe(
    'Who may pull what is not cached yet: accounts and roles. Becomes a statement in the registry ' +
      'policy for ecr:BatchImportUpstreamImage and ecr:CreateRepository under the prefix. ' +
      '[] takes it away.',
  );

export type CachedRepositories = z.output<typeof cachedRepositories>;
