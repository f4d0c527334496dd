import * as z from 'zod';
import { type LimitedKind, limitedKinds } from './limited-kinds.ts';

/** `limits:` of registry.yml: how much may be done that can break a pull or lose something, and how fast. */

function bound(what: string, count: number, percent: number, per: string) {
  return z
    .strictObject({
      count: z
        .int('a whole number')
        .min(0, '0 to 10000')
        .max(10_000, '0 to 10000')
        .default(count)
        .describe(`Most in one ${per}; 0: none. Default ${count}.`),
      percent: z
        .number('a number')
        .min(0, '0 to 100')
        .max(100, '0 to 100')
        .default(percent)
        .describe(
          `Most percent in one ${per} of what a run checks (for expire, archive and deleteImage: of the images of the last inventory; ` +
            `for invalid tags, by a function: of its tags), ` +
            `rounded up. The lower of count and percent holds; 100: only count. Where a run does not check ` +
            `everything (a push, a scan), only count holds. Default ${percent}.`,
        ),
    })
    .prefault({})
    .describe(`In one ${per}: ${what}.`);
}

type Bounds = readonly [count: number, percent: number];

function kind(name: LimitedKind, perRun: Bounds, perDay: Bounds) {
  const what = limitedKinds[name];
  return z
    .strictObject({
      perRun: bound(what, ...perRun, 'run'),
      perDay: bound(what, ...perDay, 'day (UTC)'),
    })
    .prefault({})
    .describe(`Limits of ${what}.`);
}

const rate = z.int('a whole number').min(1, '1 to 1000').max(1000, '1 to 1000');

export const limits = z
  .strictObject({
    maxCallsPerSecond: rate
      .optional()
      .describe(
        'Most calls of ECR in a second, of each run and each command, 1 to 1000; of all but PutImage. ' +
          'Default: none; once ECR throttles, a run finds the rate and stays below it.',
      ),
    maxPutImagesPerSecond: rate
      .default(5)
      .describe(
        'Most calls of PutImage in a second, of each run and each command, 1 to 1000: replacing a tag ' +
          'takes one. ECR allows 10 for an account and region, which pushes use too. Default 5.',
      ),
    quarantine: kind('quarantine', [10, 5], [30, 10]),
    delete: kind('delete', [10, 5], [20, 10]),
    // Without a count of all images there is no percentage.
    expire: kind('expire', [100, 5], [200, 10]),
    archive: kind('archive', [100, 5], [200, 10]),
    deleteImage: kind('deleteImage', [50, 5], [100, 10]),
    cache: kind('cache', [5, 100], [10, 100]),
    registry: kind('registry', [5, 100], [10, 100]),
    repositories: kind('repositories', [5, 100], [10, 100]),
    immutable: kind('immutable', [10, 25], [30, 50]),
    // An image loses nothing but what kept it from its lifecycle policy.
    unshield: kind('unshield', [500, 100], [1000, 100]),
  })
  .prefault({})
  .describe(
    'How many actions that can break a pull or lose something functions and commands may take ' +
      'together: what is over a limit is not done, and is reported. And how fast they call ECR.',
  );

export type LimitsConfig = z.output<typeof limits>;
