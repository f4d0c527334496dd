import * as z from 'zod';
import { isRange, parseRange } from '../version-range.ts';

/** `warm:` of a cache rule: the images to import before the first pull. */

const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

const tagOrRange = z
  .string()
  .refine((text) => (isRange(text) ? parseRange(text) !== undefined : tagPattern.test(text)), {
    error: ({ input }) =>
      isRange(String(input))
        ? `"${input}" is not a range that a version can be in: use one such as ~1.28, ^2, 1.x or ">=1.2 <2"`
        : `"${input}" is neither a tag nor a range such as ~1.28 (a digest cannot be warmed: name its tag)`,
  })
  .describe(
    'A tag, or a range of versions such as ~1.28, ^2, 1.x, >=1.2 <2. Tags with a suffix are in no range.',
  );

const warmImage = z
  .strictObject({
    image: z
      .string()
      .max(256, 'at most 256 characters')
      .regex(
        /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/,
        'a path such as library/nginx, without the prefix and without a tag',
      )
      .describe(
        'Path of the image upstream, without the prefix of the rule and without a tag: ' +
          'library/nginx.',
      ),
    tags: z
      .array(tagOrRange)
      .min(1, 'at least one tag or range')
      .describe('Tags, or ranges of versions, that are kept in the cache.'),
    newest: z
      .int('a whole number')
      .min(1, '1 to 20')
      .max(20, '1 to 20')
      .optional()
      .describe('How many of the highest versions of each range, 1 to 20. Default 1.'),
    platforms: z
      .array(
        z
          .string()
          .regex(/^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9.]+)?$/, 'os/architecture, such as linux/arm64'),
      )
      .min(1, 'at least one platform')
      .optional()
      .describe(
        'Platforms that must be in the cache, such as linux/amd64. Default: all that the image has.',
      ),
  })
  .describe('An image that is imported into the cache ahead of its first pull.');

export const warmImages = z
  .array(warmImage)
  .describe(
    'Images that are imported every night, so that they are in the cache before the first pull. ' +
      'Default: none.',
  );

export const warmBudget = z
  .int('a whole number')
  .min(1, '1 to 10000')
  .max(10_000, '1 to 10000')
  .describe(
    'How many new images and lists of tags one run of warm may ask of one upstream, 1 to 10000; ' +
      'the rest is left to the next run. Default 50.',
  );
