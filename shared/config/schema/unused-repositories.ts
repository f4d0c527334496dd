import * as z from 'zod';
import { repositoriesOfRule } from './repositories/of-rule.ts';

/** `unusedRepositories:` of registry.yml: what happens to repositories that nobody uses. */

const rule = z
  .strictObject({
    repositories: repositoriesOfRule('A repository that no rule matches is left alone.'),
    afterDays: z
      .int('a whole number of days')
      .min(1, '1 to 3650 days')
      .max(3650, '1 to 3650 days')
      .default(90)
      .describe(
        'A repository is unused when it was created so many days ago, no image was pushed to it or ' +
          'pulled from it since, and nothing runs one of its images (use.sources). While it is ' +
          'unknown what runs, none is unused. 1 to 3650. Default 90.',
      ),
    action: z
      .enum(['report', 'tag', 'delete'], { error: 'report, tag or delete' })
      .default('report')
      .describe(
        'What happens to it. report: it is reported. tag: it also gets the resource tag ' +
          'ecr-steward:unused-since, until it is used again. delete: without any image it also gets ' +
          'ecr-steward:delete-after, and is deleted after that day if it is still empty, unused, and ' +
          'without the tag ecr-steward:keep; within limits.repositories. A repository with images is ' +
          'never deleted. The functions only observe until the rule is allowed. Default report.',
      ),
    waitDays: z
      .int('a whole number of days')
      .min(1, '1 to 365 days')
      .max(365, '1 to 365 days')
      .default(14)
      .describe(
        'With action: delete: full days between the notification and the deletion. 1 to 365. ' +
          'Default 14.',
      ),
  })
  .describe('A rule for some unused repositories.');

export const unusedRepositories = z
  .array(rule)
  .default([])
  .describe(
    'What happens to repositories that nobody uses. Repositories of cache rules are left alone: ' +
      'they come again by themselves. Default []: none is looked for.',
  );

export type UnusedRepositoriesConfig = z.output<typeof unusedRepositories>;
export type UnusedRule = UnusedRepositoriesConfig[number];
