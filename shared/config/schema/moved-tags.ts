import * as z from 'zod';
import { glob, pattern } from '../patterns/compiled.ts';
import { repositoriesOfRule } from './repositories/of-rule.ts';

/** `movedTags:` of registry.yml: which tags may move to another image. */

const rule = z
  .strictObject({
    repositories: repositoriesOfRule('A repository that no rule matches is not watched.'),
    mutable: z
      .array(glob)
      .default([])
      .describe(
        'Tags that may move to another image: exact names such as latest, or globs such as pr-*. ' +
          'Default []: none.',
      ),
    mutablePatterns: z
      .array(pattern)
      .default([])
      .describe(
        'Further tags that may move: RE2 patterns, each for the whole tag, such as ' +
          '[0-9]+(\\.[0-9]+)?. Default []: none.',
      ),
    message: z
      .string()
      .min(1, '1 to 500 characters')
      .max(500, '1 to 500 characters')
      .optional()
      .describe(
        'Text that is shown with every alert of the rule: the reason, or where to read more. 1 to ' +
          '500 characters. Default: none.',
      ),
  })
  .describe('A rule for moved tags: which tags of some repositories may move.');

export const movedTags = z
  .array(rule)
  .default([])
  .describe(
    'Rules for moved tags: a tag that comes to name another image is reported, unless a rule ' +
      'lets it move. Repositories that a cache rule fills are exempt. Default []: no repository ' +
      'is watched.',
  );

export type MovedTagsConfig = z.output<typeof movedTags>;
