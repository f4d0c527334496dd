import * as z from 'zod';
import { repositoriesOfRule } from './of-rule.ts';
import { encryption, lifecycle, mutability, mutabilityExclusions } from './repository-settings.ts';

/** `baseline:` of registry.yml: the settings of repositories that no cache rule fills. */

/** A key of a resource tag as ECR takes it. */
export const tagKey = /^(?!aws:).{1,128}$/i;

const tags = z
  .strictObject({
    required: z
      .array(z.string().regex(tagKey, '1 to 128 characters, not starting with aws:'))
      .max(50, 'at most 50 keys')
      .default([])
      .describe(
        'Keys of resource tags that each repository must have, such as owner; a missing one is ' +
          'reported. At most 50. Default []: none.',
      ),
    defaults: z
      .record(z.string(), z.string().max(256, 'at most 256 characters'))
      .default({})
      .describe(
        'Resource tags that are set where the key is missing; an existing value stays. Default {}: ' +
          'none.',
      ),
  })
  .describe('Resource tags of the repositories. Default: not checked.');

const rule = z
  .strictObject({
    repositories: repositoriesOfRule('A rule without settings leaves its repositories alone.'),
    action: z
      .enum(['report', 'enforce'], { error: 'report or enforce' })
      .default('report')
      .describe(
        'What happens to a repository that differs from registry.yml. report: the drift is ' +
          'reported. enforce: what ECR can change is changed, within limits, and that is reported; ' +
          'the functions only observe until the rule is allowed, the command needs --enforce. Default ' +
          'report.',
      ),
    mutability: mutability
      .optional()
      .describe(
        'MUTABLE: a tag may come to name another image. IMMUTABLE: ECR refuses a push to a tag that ' +
          'exists. Default: not checked.',
      ),
    mutabilityExclusions: mutabilityExclusions.optional(),
    scanOnPush: z
      .literal(true, { error: 'true, or leave it out' })
      .optional()
      .describe(
        'true: images must be scanned when they are pushed, by the scanning configuration of the ' +
          'registry, which is checked first, or else by the setting of the repository, which ECR ' +
          'deprecates. Default: not checked.',
      ),
    lifecycle: lifecycle.optional(),
    replaceLifecycle: z
      .boolean()
      .default(false)
      .describe(
        'true: a lifecycle policy that was created manually is replaced; what it said is shown. ' +
          'Default false: it stays, and is reported. A policy that is missing, or that lifecycle has ' +
          'made, is always brought in line.',
      ),
    encryption: encryption
      .optional()
      .describe(
        'Encryption at rest of the repositories. ECR cannot change that of an existing repository, ' +
          'so drift is only reported. Default: not checked.',
      ),
    tags: tags.optional(),
  })
  .describe(
    'A rule for the settings of some repositories. A setting that it does not name is not ' +
      'checked.',
  );

export const baseline = z
  .array(rule)
  .default([])
  .describe(
    'Rules for the settings of repositories. Repositories that a cache rule fills follow that ' +
      'rule instead. Default []: no repository is checked.',
  );

export type BaselineConfig = z.output<typeof baseline>;
export type BaselineRule = BaselineConfig[number];
