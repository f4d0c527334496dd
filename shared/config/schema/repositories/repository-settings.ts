import * as z from 'zod';

/** Settings of repositories that several blocks of registry.yml declare. */

const days = z.int('a whole number of days').min(1, 'at least 1 day');

/** The shortest time for which an image in the archive is billed: ECR expires none before. */
const SHORTEST_ARCHIVE_DAYS = 90;

export const lifecycle = z
  .strictObject({
    expireUntaggedDays: days
      .optional()
      .describe('Images without a tag expire so many days after their push. Default: they stay.'),
    keepLast: z
      .int('a whole number of images')
      .min(1, 'at least 1 image')
      .optional()
      .describe(
        'So many tagged images stay, the newest ones; older ones expire. ECR counts signatures ' +
          '(sha256-*), too, though none of them expires. Not together with archiveUnpulledDays. ' +
          'Default: all stay.',
      ),
    archiveUnpulledDays: days
      .optional()
      .describe(
        'Images that were not pulled for so many days are archived: a pull of one then fails until ' +
          'it is restored. ECR cannot expire images by their last pull. Default: none is archived.',
      ),
    expireArchivedDays: z
      .int('a whole number of days')
      .min(
        SHORTEST_ARCHIVE_DAYS,
        `at least ${SHORTEST_ARCHIVE_DAYS} days: they are paid for anyway`,
      )
      .optional()
      .describe(
        'Archived images expire after so many days in the archive, at least 90. Default: they stay.',
      ),
  })
  .describe(
    'Which images ECR expires or archives by itself, within 24 hours: becomes the lifecycle ' +
      'policy. Signatures (tags sha256-*) never expire by it. Default: no lifecycle policy is ' +
      'declared.',
  );

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
    encryptionType: z
      .enum(['AES256', 'KMS', 'KMS_DSSE'], { error: 'AES256, KMS or KMS_DSSE' })
      .describe(
        'AES256: keys of ECR. KMS: a KMS key. KMS_DSSE: two layers of encryption with a KMS key.',
      ),
    kmsKey: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-z0-9-]+$/,
        'the ARN of a KMS key: arn:aws:kms:<region>:<account>:key/<id>',
      )
      .optional()
      .describe('ARN of the KMS key. Default: the AWS managed key aws/ecr of the account.'),
  })
  .describe(
    'Encryption at rest of new repositories. That of an existing repository cannot be changed; ' +
      'drift is only reported. Default: AES256.',
  );

const statement = z.looseObject({
  Sid: z.string().optional().describe('Name of the statement. Default: none.'),
  Effect: z
    .enum(['Allow', 'Deny'], { error: 'Allow or Deny' })
    .describe('Whether the statement allows or denies.'),
});

export const policy = z
  .looseObject({
    Version: z
      .enum(['2012-10-17', '2008-10-17'], { error: '"2012-10-17"' })
      .default('2012-10-17')
      .describe('Version of the policy language. Default 2012-10-17.'),
    Statement: z
      .preprocess(
        // A policy of one statement may have it without a list.
        (given) => (isOneStatement(given) ? [given] : given),
        z.array(statement).min(1, 'at least one statement'),
      )
      .describe(
        'Statements of the policy; one may stand without a list. Further keys, such as Principal, ' +
          'Action and Condition, are those of IAM.',
      ),
  })
  .describe(
    'Repository policy of the repositories: an IAM policy, as YAML or JSON. Every statement has ' +
      'Effect, Principal and Action, and none has Resource. Default: none is declared.',
  );

function isOneStatement(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** The ARN of an IAM role, of any path. */
export const roleArn = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[^\s*?]+$/;

export const mutability = z
  .enum(mutabilities, { error: ({ input }) => mutabilityRight(input) })
  .describe('Whether a tag may come to name another image: MUTABLE or IMMUTABLE.');

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
  .describe(
    'Tags for which the opposite of mutability holds; * is any part of a tag, at most two in ' +
      'one. 1 to 5 of them. Default: none.',
  );
/** What a lifecycle policy of ECR looks like; for what ECR refuses in it see checks/policies/lifecycle.ts. */
export const lifecyclePolicy = z
  .looseObject({
    rules: z
      .array(
        z.looseObject({
          rulePriority: z.int('a whole number').min(1, '1 or more').describe('Priority, from 1.'),
          description: z.string().optional().describe('What the rule is for. Default: none.'),
        }),
      )
      .min(1, '1 to 50 rules')
      .max(50, '1 to 50 rules')
      .describe('Rules as ECR has them: with selection and action.'),
  })
  .describe(
    'A lifecycle policy as ECR has it, as YAML or JSON, for what lifecycle has no words for. Not ' +
      'together with lifecycle. Default: none is declared.',
  );

export const replacePolicy = z
  .boolean()
  .describe(
    'true: a repository policy that differs from policy is replaced; what it said is shown. ' +
      'Default false: it stays, and is reported. A policy that is missing is always put.',
  );
