import * as z from 'zod';
import { glob, pattern } from '../patterns/compiled.ts';
import { longDuration } from './duration.ts';
import { repositoriesOfRule } from './repositories.ts';

/** `retention:` of registry.yml: which images stay, and what happens to all others. */

/** Ten years: in effect for ever. */
const LONGEST_SECONDS = 3650 * 86_400;

const within = longDuration(LONGEST_SECONDS, 'a time such as 30d or 12h, at most 3650d');

/** ECR bills 90 days of the archive in any case. */
export const LEAST_ARCHIVED_DAYS = 90;

const tags = z.array(glob).default([]);
const patterns = z.array(pattern).default([]);

const newest = z
  .strictObject({
    tags: tags.describe(
      'Tags: exact names, or globs such as release-*. Default []; without tags and patterns, all ' +
        'tags count.',
    ),
    patterns: patterns.describe('Tags: RE2 patterns, each for the whole tag. Default []: none.'),
    count: z
      .int('a whole number')
      .min(1, '1 or more')
      .max(100_000, '100000 or less')
      .describe('How many images stay, 1 to 100000. A multi-arch image counts once.'),
  })
  .describe('The newest images with a tag of one sort, by the time of their push.');

const keep = z
  .strictObject({
    newest: z
      .array(newest)
      .default([])
      .describe('The newest images of each sort of tags. Default []: none for their number.'),
    pushedWithin: within
      .optional()
      .describe(
        'Images that were pushed, or restored from the archive, within this time: a number and h or ' +
          'd, at most 3650d. Default: none for their age.',
      ),
    pulledWithin: within
      .optional()
      .describe(
        'Images that were pulled within this time; one that was never pulled counts from its push. ' +
          'ECR notes a pull up to a day late, so a day is added. A number and h or d, at most 3650d. ' +
          'Default: none for their pulls.',
      ),
    tags: tags.describe(
      'Images with one of these tags stay for ever: exact names, or globs such as keep-*. Default ' +
        '[]: none.',
    ),
    patterns: patterns.describe(
      'Further tags that keep an image for ever: RE2 patterns, each for the whole tag. Default []: ' +
        'none.',
    ),
  })
  .describe(
    'What stays: an image stays if one of these keys keeps it, and so does all that it needs. At ' +
      'least one of them is required. An image in use stays whatever is written here.',
  );

const rule = z
  .strictObject({
    repositories: repositoriesOfRule('Of a repository that no rule matches, all images stay.'),
    action: z
      .enum(['report', 'archive', 'delete'], { error: 'report, archive or delete' })
      .default('report')
      .describe(
        'What happens to an image that does not stay. report: it is listed by ecr-steward retention. ' +
          'archive: it is moved to the archive, which can be undone. delete: it is deleted, which ' +
          'cannot. Both are announced waitDays before, done by the nightly walk within limits.archive ' +
          'and limits.deleteImage, and only once the rule is allowed. Default report.',
      ),
    keep,
    untaggedAfter: within
      .optional()
      .describe(
        'How long after its push an image without a tag stays that no other image needs. A number and ' +
          'h or d, at most 3650d. Default: images without a tag stay.',
      ),
    waitDays: z
      .int('a whole number of days')
      .min(1, '1 to 90')
      .max(90, '1 to 90')
      .default(7)
      .describe(
        'Days between the announcement and the action, 1 to 90; on each of these days the image must ' +
          'not be kept by anything. Default 7.',
      ),
    deleteArchivedAfterDays: z
      .int('a whole number of days')
      .min(LEAST_ARCHIVED_DAYS, `${LEAST_ARCHIVED_DAYS} or more`)
      .max(3650, '3650 or less')
      .optional()
      .describe(
        'Only with action: archive. Days in the archive after which an image that was archived by this ' +
          'rule is announced once more, and then deleted; 90 to 3650, as ECR bills 90 days in any ' +
          'case. Default: it stays in the archive.',
      ),
  })
  .describe('A rule for the retention of the images of some repositories.');

export const retention = z
  .array(rule)
  .default([])
  .describe(
    'Rules for retention: which images stay, and what happens to all others. An image in use ' +
      'always stays, with all that it needs. Default []: all images stay.',
  );

export type RetentionConfig = z.output<typeof retention>;
export type RetentionRuleConfig = RetentionConfig[number];
