import * as z from 'zod';
import {
  encryption,
  lifecycle,
  lifecyclePolicy,
  mutability,
  mutabilityExclusions,
  policy,
  replacePolicy,
  roleArn,
} from './repository-settings.ts';

/** The settings of the repositories that a pull through cache rule creates, and who may pull. */

export const cachedRepositories = z
  .strictObject({
    lifecycle: lifecycle.optional(),
    lifecyclePolicy: lifecyclePolicy.optional(),
    replaceLifecycle: z
      .boolean()
      .optional()
      .describe(
        'true: a lifecycle policy that was created manually is replaced; what it said is shown. ' +
          'Default false: it stays, and is reported. A policy that is missing, or that lifecycle has ' +
          'made, is always brought in line.',
      ),
    mutability: mutability
      .optional()
      .describe(
        'MUTABLE: a tag may come to name another image. IMMUTABLE: it may not, and ECR cannot ' +
          'refresh the cached image. Default: MUTABLE for new repositories, existing ones stay.',
      ),
    mutabilityExclusions: mutabilityExclusions.optional(),
    scanOnPush: z
      .boolean()
      .optional()
      .describe(
        'Whether ECR scans images of existing repositories when they are pushed. Deprecated by ECR: ' +
          'use the scanning configuration of the registry. A template cannot hold it, so a new ' +
          'repository gets it on the next run. Default: not changed.',
      ),
    encryption: encryption.optional(),
    policy: policy.optional(),
    replacePolicy: replacePolicy.optional(),
    tags: z
      .record(z.string(), z.string().max(256, 'at most 256 characters'))
      .optional()
      .describe(
        'Resource tags of the repositories, key and value. Tags with other keys stay. Needs ' +
          'customRoleArn. Default: none.',
      ),
    customRoleArn: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe(
        'ARN of the IAM role that ECR assumes to create repositories; tags and KMS need it. It ' +
          'trusts ecr.amazonaws.com and allows ecr:CreateRepository, ecr:TagResource and ' +
          'kms:CreateGrant, kms:RetireGrant, kms:DescribeKey. Default: none.',
      ),
    takeOver: z
      .boolean()
      .optional()
      .describe(
        'true: a repository creation template that was created manually for the prefix is brought ' +
          'in line; what is not declared stays in it. Default false: it stays as it is, and is ' +
          'reported.',
      ),
  })
  .describe(
    'Settings of the repositories that the rule creates: become a repository creation template, ' +
      'and existing repositories of the rule are brought in line with it. {}: the template that ' +
      'ecr-steward made is deleted. Default: none is declared.',
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
    'Accounts and ARNs of IAM roles that may pull what is not cached yet: become a statement of ' +
      'the registry policy for ecr:BatchImportUpstreamImage and ecr:CreateRepository under the ' +
      'prefix. []: the statement that ecr-steward made is deleted. Default: none is declared.',
  );

export type CachedRepositories = z.output<typeof cachedRepositories>;
