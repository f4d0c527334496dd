import * as z from 'zod';
import { glob, pattern } from '../patterns/compiled.ts';
import { longDuration } from './duration.ts';
import { repositoriesOfRule } from './repositories/of-rule.ts';
import { roleArn } from './repositories/repository-settings.ts';

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
      'least one of them is required, but with lostBy. An image in use stays whatever is written here.',
  );

const lostBy = z
  .strictObject({
    region: z
      .string()
      .regex(/^[a-z]{2,5}(-[a-z]+)+-\d$/, 'a region, such as eu-central-1')
      .describe('Region of the registry that the images were replicated from.'),
    registryId: z
      .string()
      .regex(/^\d{12}$/, 'an account: 12 digits, in quotes')
      .optional()
      .describe("Account of that registry: 12 digits, in quotes. Default: the stack's own."),
    role: z
      .string()
      .regex(roleArn, 'the ARN of an IAM role')
      .optional()
      .describe(
        'ARN of the IAM role in that account that the function walk assumes to call ' +
          'ecr:DescribeImages; its trust policy names the role of that function. Default: none, for ' +
          "the stack's own account.",
      ),
    externalId: z
      .string('a text, in quotes')
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external ID: 2 to 1224 letters, digits or +=,.@:/-_')
      .optional()
      .describe(
        'The sts:ExternalId that the trust policy of the role asks for. It is no secret. Default: ' +
          'none.',
      ),
  })
  .describe(
    'The source of a replication: only images that this registry no longer has, by their digest, in ' +
      'the repository of the same name are selected. For repositories that only replication fills: ' +
      'what was pushed to them directly is not at the source either. All images stay where it ' +
      'cannot be read, or has no such repository or an empty one. Default: not compared.',
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
    keep: keep.prefault({}),
    lostBy: lostBy.optional(),
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
