import * as z from 'zod';
import { glob, pattern } from '../patterns/compiled.ts';

/** `movedTags:` of registry.yml: which tags may come to name another image. */

const rule = z
  .strictObject({
    repositories: z
      .array(glob)
      .min(1, 'at least one glob, such as team-a/**')
      .prefault(['**'])
      .describe(
        'Globs of the repositories that the rule is for; the first rule for a repository decides. ' +
          'A repository without a rule is not watched.',
      ),
    mutable: z
      .array(glob)
      .default([])
      .describe('Tags that may move: exact ones such as latest, or globs such as pr-*.'),
    mutablePatterns: z
      .array(pattern)
      .default([])
      .describe('Further ones, as RE2 patterns for the whole tag: [0-9]+(\\.[0-9]+)?'),
    message: z
      .string()
      .min(1, '1 to 500 characters')
      .max(500, '1 to 500 characters')
      .optional()
      .describe('Told with every move: why it is wrong, where to read more.'),
  })
  .describe('Which tags may move, in some repositories.');

export const movedTags = z
  .array(rule)
  .default([])
  .describe(
    'Tags that come to name another image are told, but for those that are mutable here. ' +
      'Cached repositories are exempt.',
  );

export type MovedTagsConfig = z.output<typeof movedTags>;
