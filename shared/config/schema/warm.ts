import * as z from 'zod';
import { isRange, parseRange } from './version-range.ts';

/** `warm:` of a cache rule: what is to be in the cache before a node asks for it. */

const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

const tagOrRange = z
  .string()
  .refine((text) => (isRange(text) ? parseRange(text) !== undefined : tagPattern.test(text)), {
    error: ({ input }) =>
      isRange(String(input))
        ? `"${input}" is no range that a version can be in: such as ~1.28, ^2, 1.x or ">=1.2 <2"`
        : `"${input}" is no tag, nor a range such as ~1.28 (a digest cannot be warmed: name its tag)`,
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
      .describe('The repository, without the prefix of the rule: library/nginx'),
    tags: z.array(tagOrRange).min(1, 'at least one tag or range').describe('What to keep warm.'),
    newest: z
      .int('a whole number')
      .min(1, '1 to 20')
      .max(20, '1 to 20')
      .optional()
      .describe('How many of the highest versions in each range, 1 to 20. Default 1.'),
    platforms: z
      .array(
        z
          .string()
          .regex(/^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9.]+)?$/, 'os/architecture, such as linux/arm64'),
      )
      .min(1, 'at least one platform')
      .optional()
      .describe('Platforms that have to be there: linux/amd64. Default: all that the image has.'),
  })
  .describe('An image of the upstream that is kept in the cache.');

export const warmImages = z
  .array(warmImage)
  .describe('Images that are kept in the cache, so that the first pull of a node finds them.');

export const warmBudget = z
  .int('a whole number')
  .min(1, '1 to 10000')
  .max(10_000, '1 to 10000')
  .describe(
    'How much warming may ask of one upstream per run: images that are not cached yet, and lists of ' +
      'tags. What is over waits for the next run. 1 to 10000, default 50.',
  );
