import * as z from 'zod';

/** `use:` of registry.yml: where it is looked who runs images, before a name is taken from one. */

const useSources = ['ecs', 'lambda'] as const;

export const use = z
  .strictObject({
    sources: z
      .array(z.enum(useSources, { error: `of ${useSources.join(', ')}` }))
      .default([...useSources])
      .describe(
        'ecs: services and running tasks. lambda: functions. Of the account and region of the registry. ' +
          'An image that they run, or of which that cannot be seen, keeps its tags. [] asks nobody: then ' +
          'only an image that was pulled in the last 30 days keeps them. Default: both.',
      ),
  })
  .prefault({})
  .describe('Who is asked whether an image is in use, before a tag is taken from it.');

export type UseSource = (typeof useSources)[number];
