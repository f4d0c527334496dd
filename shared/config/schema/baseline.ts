import * as z from 'zod';
import { glob } from '../patterns/compiled.ts';
import { encryption, lifecycle, mutability, mutabilityExclusions } from './cached-repositories.ts';

/** `baseline:` of registry.yml: how repositories are to be that no cache rule fills. */

/** A key of a resource tag as ECR takes it. */
export const tagKey = /^(?!aws:).{1,128}$/i;

const tags = z
  .strictObject({
    required: z
      .array(z.string().regex(tagKey, '1 to 128 characters, not starting with aws:'))
      .max(50, 'at most 50 keys')
      .default([])
      .describe('Keys that have to be there, such as owner: what lacks is told.'),
    defaults: z
      .record(z.string(), z.string().max(256, 'at most 256 characters'))
      .default({})
      .describe('Tags that are set where the key is missing; a value that is there stays.'),
  })
  .describe('Resource tags.');

const rule = z
  .strictObject({
    repositories: z
      .array(glob)
      .min(1, 'at least one glob, such as team-a/**')
      .prefault(['**'])
      .describe(
        'Globs of the repositories that the rule is for; the first rule for a repository decides. ' +
          '* is any part of one path segment, ** any path, ? one character.',
      ),
    action: z
      .enum(['report', 'enforce'], { error: 'report or enforce' })
      .default('report')
      .describe(
        'report: say so. enforce: change what ECR can change, and say so: the functions once it is ' +
          'allowed, the command with --enforce, both within limits.',
      ),
    mutability: mutability.optional(),
    mutabilityExclusions: mutabilityExclusions.optional(),
    scanOnPush: z
      .literal(true, { error: 'true, or leave it out' })
      .optional()
      .describe(
        'Images are to be scanned when they are pushed: by the scanning configuration of the ' +
          'registry, which is looked at first, or else by the setting of the repository, which ECR ' +
          'deprecates.',
      ),
    lifecycle: lifecycle.optional(),
    replaceLifecycle: z
      .boolean()
      .default(false)
      .describe(
        'Whether a lifecycle policy that somebody else made may be replaced; what it said is shown. ' +
          'Default false: it stays, and is told. One that is missing, or that lifecycle has made, ' +
          'is always brought in line.',
      ),
    encryption: encryption
      .optional()
      .describe('Only looked at: ECR cannot change the encryption of a repository.'),
    tags: tags.optional(),
  })
  .describe('How the repositories are to be that a rule is for.');

export const baseline = z
  .array(rule)
  .default([])
  .describe('How repositories are to be. Those that a cache rule fills follow that rule instead.');

export type BaselineConfig = z.output<typeof baseline>;
export type BaselineRule = BaselineConfig[number];
