import * as z from 'zod';

/** `use:` of registry.yml: how to find out whether an image is in use before one of its tags is removed. */

const useSources = ['ecs', 'lambda'] as const;

export const use = z
  .strictObject({
    sources: z
      .array(z.enum(useSources, { error: `of ${useSources.join(', ')}` }))
      .default([...useSources])
      .describe(
        'Where to look for images in use. ecs: services and running tasks of ECS. lambda: functions ' +
          'of Lambda. Both in the account and region of the registry. An image that they run, or of ' +
          'which that cannot be seen, keeps its tags. []: nowhere; then only an image that was pulled ' +
          'in the last 30 days counts as in use. Default ["ecs", "lambda"].',
      ),
    restore: z
      .literal('inUse', { error: 'inUse, or left out' })
      .optional()
      .describe(
        'inUse: an archived image that is in use is restored, once the rule is allowed. Default: it is reported.',
      ),
  })
  .prefault({})
  .describe('How to find out whether an image is in use, before a tag is removed from it.');

export type UseSource = (typeof useSources)[number];
