import * as z from 'zod';
import { glob, pattern } from '../patterns/compiled.ts';
import { duration } from './duration.ts';

/** `naming:` of registry.yml: what repositories and tags are to be called. */

/** Named kinds of tags; what each of them accepts is in naming/kinds.ts. */
export const tagKinds = ['semver', 'calver', 'git-sha', 'version-line'] as const;
export type TagKind = (typeof tagKinds)[number];

const repositories = z
  .array(glob)
  .min(1, 'at least one glob, such as team-a/**')
  .prefault(['**'])
  .describe(
    'Globs of the repositories that the rule is for; the first rule for a repository decides. ' +
      '* is any part of one path segment, ** any path, ? one character.',
  );

const ruleName = z.string().min(1).describe('The name of the rule: every violation names it.');

const kinds = z
  .array(z.enum(tagKinds, { error: `one of ${tagKinds.join(', ')}` }))
  .default([])
  .describe(
    'semver: 1.4.2, v1.4.2-rc.1, by semver.org; of a Helm chart also 1.4.2_build.1, as Helm writes the plus ' +
      'sign. calver: a year and a month or week, 2026.11, 2026.50.14, 26.11.3 (a year of two digits needs a ' +
      'month of two), or a whole day, 20261103, bookworm-20261103; then up to two numbers, then words such as ' +
      '-rc1 or -slim. git-sha: 7 to 40 hex digits, or 64, that are no day and no time. ' +
      'version-line: 1 or v1.4, the versions that begin so.',
  );

const allow = z
  .array(glob)
  .default([])
  .describe('Names that are right besides: exact ones, or globs such as pr-*.');

const deny = z
  .array(glob)
  .default([])
  .describe('Names that are wrong, whatever else says they are right: exact ones, or globs.');

const message = z
  .string()
  .min(1, '1 to 500 characters')
  .max(500, '1 to 500 characters')
  .optional()
  .describe('Shown with every violation of the rule: why it is so, where to read more.');

const repositoryRule = z
  .strictObject({
    rule: ruleName,
    repositories,
    patterns: z.array(pattern).default([]).describe('Names that are right.'),
    allow,
    deny,
    message,
    action: z
      .enum(['report'], { error: 'report (a repository cannot be renamed, so not quarantined)' })
      .default('report')
      .describe('report: say so. A repository cannot be renamed, so there is nothing else.'),
  })
  .describe('What repositories are to be called.');

/** Tags of one sort, in `requires`. */
const tagSet = {
  tags: z.array(glob).default([]).describe('Exact names, or globs such as stable-*.'),
  kinds,
  patterns: z.array(pattern).default([]).describe('RE2 patterns for the whole name.'),
};

const requirement = z
  .strictObject({
    ...tagSet,
    sibling: z
      .strictObject(tagSet)
      .describe(
        'One of these has to be on the same image: a tag that is right by itself and needs no ' +
          'sibling. Of two versions, the sibling is the longer one: 1.4 needs 1.4.x.',
      ),
  })
  .describe('Tags that are right only beside another tag of the same image.');

const maximum = z.int('a whole number').min(1, '1 or more').max(100_000, '100000 or less');

/** Ten years: whoever wants no bound gives this. */
const LONGEST_SECONDS = 87_600 * 3600;

const tagRule = z
  .strictObject({
    rule: ruleName,
    repositories,
    kinds,
    patterns: z.array(pattern).default([]).describe('Further names that are right.'),
    allow,
    deny,
    requires: z
      .array(requirement)
      .default([])
      .describe('A mutable name such as latest or 1.4 needs an immutable one on its image.'),
    maxTagsPerImage: maximum
      .optional()
      .describe('More tags on one image are told. ECR itself takes 1000.'),
    maxTagsPerRepository: maximum
      .optional()
      .describe('More tags in one repository are told, by check and on schedule, not on a push.'),
    message,
    action: z
      .enum(['report', 'quarantine', 'delete'], { error: 'report, quarantine or delete' })
      .default('report')
      .describe(
        'report: say so. quarantine: the image gets the tag quarantine-<first 12 of its digest>, ' +
          'then the wrong tag is removed; the image itself stays. Only within quarantineWithin and ' +
          'limits.quarantine. delete: the wrong tag is removed, and ECR deletes an image with its ' +
          'last tag; on schedule and by check --enforce, within limits.delete, never on a push. ' +
          'Both leave an image that is in use, and only observe in the functions until they are allowed.',
      ),
    quarantineWithin: duration(LONGEST_SECONDS, 'a time such as 24h, at most 87600h')
      .prefault('24h')
      .describe(
        'How long after its push an image can lose a wrong tag to quarantine: on a push its event ' +
          'counts, on schedule when the image came. An older one, which is likely to be deployed, ' +
          'keeps it and is told. Default 24h.',
      ),
  })
  .describe(
    'What tags are to be called. One that deny names is wrong; one of the kinds, the patterns or ' +
      'allow is right; any other is wrong, unless the rule has none of these three.',
  );

/** A day: a push that has not got its second tag by then does not get it. */
const LONGEST_GRACE_SECONDS = 86_400;

export const naming = z
  .strictObject({
    grace: duration(LONGEST_GRACE_SECONDS, 'a time such as 10m, 90s or 2h, at most 24h')
      .prefault('0s')
      .describe(
        'How long after its push an image may lack a sibling that requires asks for, and is not ' +
          'deleted. What it breaks then is dealt with on schedule. Default 0s.',
      ),
    maxDeletes: z
      .int('a whole number')
      .min(0, '0 to 1000')
      .max(1000, '0 to 1000')
      .optional()
      .describe('Deprecated: the lower of this and limits.delete.perRun.count holds.'),
    maxDeletePercent: z
      .number('a number')
      .min(0, '0 to 100')
      .max(100, '0 to 100')
      .optional()
      .describe('Deprecated: the lower of this and limits.delete.perRun.percent holds.'),
    reserved: z
      .array(glob)
      .default([])
      .describe(
        'Tags that are wrong everywhere, whatever a rule says: exact ones, or globs. quarantine-* ' +
          'always is, but for the one that names its own image.',
      ),
    repositories: z.array(repositoryRule).default([]),
    tags: z.array(tagRule).default([]),
  })
  .prefault({})
  .describe('What repositories and tags are to be called. Cached repositories are exempt.');

export type NamingConfig = z.output<typeof naming>;
export type RepositoryRule = NamingConfig['repositories'][number];
export type TagRule = NamingConfig['tags'][number];
export type Requirement = TagRule['requires'][number];
