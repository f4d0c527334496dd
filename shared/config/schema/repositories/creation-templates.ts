import * as z from 'zod';
import { prefixPattern } from '../prefix.ts';
import {
  encryption,
  lifecycle,
  lifecyclePolicy,
  mutability,
  mutabilityExclusions,
  policy,
  roleArn,
} from './repository-settings.ts';

/** `creationTemplates:` of registry.yml: the settings of repositories that ECR creates by itself. */

const purposes = ['CREATE_ON_PUSH', 'REPLICATION', 'PULL_THROUGH_CACHE'] as const;

const template = z
  .strictObject({
    prefix: z
      .string()
      .min(1, '1 to 256 characters')
      .max(256, '1 to 256 characters')
      .regex(prefixPattern, 'lower-case letters, digits and separators such as team-a, or ROOT')
      .describe(
        'What the names of the new repositories begin with, such as team-a. ROOT: every name that no ' +
          'other template has.',
      ),
    appliedFor: z
      .array(z.enum(purposes, { error: `one of ${purposes.join(', ')}` }))
      .min(1, `at least one of ${purposes.join(', ')}`)
      .describe(
        'What ECR creates repositories for: CREATE_ON_PUSH, by the push of an image; REPLICATION, by ' +
          'a copy; PULL_THROUGH_CACHE, by a pull through a cache rule.',
      ),
    mutability: mutability
      .optional()
      .describe('Whether a tag may come to name another image. Default: MUTABLE.'),
    mutabilityExclusions: mutabilityExclusions.optional(),
    encryption: encryption.optional(),
    lifecycle: lifecycle.optional(),
    lifecyclePolicy: lifecyclePolicy.optional(),
    policy: policy.optional(),
    tags: z
      .record(z.string(), z.string().max(256, 'at most 256 characters'))
      .optional()
      .describe(
        'Resource tags of the new repositories, key and value. Needs customRoleArn. Default: none.',
      ),
    customRoleArn: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe(
        'ARN of the IAM role that ECR assumes to create repositories; tags and KMS need it. Default: ' +
          'none.',
      ),
    takeOver: z
      .boolean()
      .optional()
      .describe(
        'true: a template that was created manually for the prefix is brought in line; what is not ' +
          'declared stays in it. Default false: it stays as it is, and is reported.',
      ),
  })
  .describe('Settings of the repositories that ECR creates by itself under a prefix.');

export const creationTemplates = z
  .array(template)
  .default([])
  .describe(
    'Repository creation templates for pushes and copies. Those of cache rules are declared by ' +
      'repositories of the rule. Default []: none.',
  );

export type CreationTemplatesConfig = z.output<typeof creationTemplates>;
export type DeclaredTemplate = CreationTemplatesConfig[number];
