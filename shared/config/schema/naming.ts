import * as z from 'zod';
import { glob, pattern } from '../patterns/compiled.ts';
import { duration } from './duration.ts';
import { repositoriesOfRule } from './repositories/of-rule.ts';

/** `naming:` of registry.yml: valid names of repositories and tags. */

/** Named kinds of tags; naming/kinds.ts has what each of them accepts. */
export const tagKinds = ['semver', 'calver', 'git-sha', 'version-line'] as const;
export type TagKind = (typeof tagKinds)[number];

const repositories = repositoriesOfRule();

const ruleName = z
  .string()
  .min(1)
  .describe('Name of the rule: naming violations, alerts and the audit log give it.');

const kinds = z
  .array(z.enum(tagKinds, { error: `one of ${tagKinds.join(', ')}` }))
  .default([])
  .describe(
    'Kinds of names that are valid. semver: 1.4.2, v1.4.2-rc.1, by semver.org; of a Helm chart ' +
      'also 1.4.2_build.1, as Helm writes the plus sign. calver: a year and a month or week, ' +
      '2026.11, 2026.50.14, 26.11.3 (a year of two digits needs a month of two), or a whole day, ' +
      '20261103, bookworm-20261103; then up to two numbers, then words such as -rc1, or a commit. ' +
      'git-sha: 7 to 40 hexadecimal digits, or 64, that are no day and no time. version-line: 1 ' +
      'or v1.4, the versions that begin so. Default []: none.',
  );

const allow = z
  .array(glob)
  .default([])
  .describe('Further names that are valid: exact names, or globs such as pr-*. Default []: none.');

const deny = z
  .array(glob)
  .default([])
  .describe(
    'Names that are invalid, whatever kinds, patterns or allow say: exact names, or globs such ' +
      'as *-SNAPSHOT. Default []: none.',
  );

const message = z
  .string()
  .min(1, '1 to 500 characters')
  .max(500, '1 to 500 characters')
  .optional()
  .describe(
    'Text that is shown with every violation of the rule: the reason, or where to read more. 1 ' +
      'to 500 characters. Default: none.',
  );

const repositoryRule = z
  .strictObject({
    rule: ruleName,
    repositories,
    patterns: z
      .array(pattern)
      .default([])
      .describe('Names that are valid: RE2 patterns, each for the whole name. Default []: none.'),
    allow,
    deny,
    message,
    action: z
      .enum(['report'], { error: 'report (a repository cannot be renamed, so not quarantined)' })
      .default('report')
      .describe(
        'report: a naming violation is reported. ECR cannot rename a repository, so there is no ' +
          'other action. Default report.',
      ),
  })
  .describe(
    'A rule for names of repositories. A name that deny matches is invalid; one that patterns ' +
      'or allow match is valid; any other is invalid, unless the rule has neither patterns nor ' +
      'allow.',
  );

/** Tags of one sort, in `requires`. */
const tagSet = {
  tags: z
    .array(glob)
    .default([])
    .describe('Tags: exact names, or globs such as stable-*. Default []: none.'),
  kinds: kinds.describe('Tags of these kinds, which are those of the rule. Default []: none.'),
  patterns: z
    .array(pattern)
    .default([])
    .describe('Tags: RE2 patterns, each for the whole name. Default []: none.'),
};

const requirement = z
  .strictObject({
    ...tagSet,
    sibling: z
      .strictObject(tagSet)
      .describe(
        'Tags of which at least one has to be on the same image: one that is valid by itself and ' +
          'needs no sibling of its own. Of two versions the sibling is the longer one: 1.4 needs ' +
          '1.4.x.',
      ),
  })
  .describe('Tags that are valid only with a sibling: another tag of the same image.');

const maximum = z.int('a whole number').min(1, '1 or more').max(100_000, '100000 or less');

/** Ten years: in effect no limit. */
const LONGEST_SECONDS = 87_600 * 3600;

const tagRule = z
  .strictObject({
    rule: ruleName,
    repositories,
    kinds,
    patterns: z
      .array(pattern)
      .default([])
      .describe(
        'Further names that are valid: RE2 patterns, each for the whole name. Default []: none.',
      ),
    allow,
    deny,
    requires: z
      .array(requirement)
      .default([])
      .describe(
        'Tags that are valid only with a sibling, another tag of the same image: such as latest, ' +
          'which needs a version beside it. Default []: none.',
      ),
    maxTagsPerImage: maximum
      .optional()
      .describe(
        'Most tags that one image may have; more are reported, whatever the action is. ECR itself ' +
          'allows 1000. Default: no maximum.',
      ),
    maxTagsPerRepository: maximum
      .optional()
      .describe(
        'Most tags that one repository may have; more are reported, whatever the action is, by ' +
          'check and by the nightly walk, not on a push. Default: no maximum.',
      ),
    message,
    action: z
      .enum(['report', 'quarantine', 'delete'], { error: 'report, quarantine or delete' })
      .default('report')
      .describe(
        'What happens to an invalid tag. report: it is reported. quarantine: the image gets the tag ' +
          'quarantine-<first 12 digits of its digest>, then the invalid tag is removed; the image ' +
          'stays. Only within quarantineWithin and limits.quarantine. delete: the invalid tag is ' +
          'removed, and ECR deletes an image with its last tag; by the hourly run, the nightly walk and check ' +
          '--enforce, within limits.delete, never on a push. An image that is in use keeps its tags. ' +
          'The functions only observe until the rule is allowed. Default report.',
      ),
    quarantineWithin: duration(LONGEST_SECONDS, 'a time such as 24h, at most 87600h')
      .prefault('24h')
      .describe(
        'How long after its push an image can lose an invalid tag to quarantine: a number and s, m ' +
          'or h, at most 87600h. On a push the time of its event counts, later the time at ' +
          'which ECR got the image. An older image, which is likely to be deployed, keeps the tag, ' +
          'and that is reported. Default 24h.',
      ),
  })
  .describe(
    'A rule for tags. A tag that deny matches is invalid; one that kinds, patterns or allow ' +
      'match is valid; any other is invalid, unless the rule has none of these three.',
  );

/** A day: a sibling that is still missing then will not come. */
const LONGEST_GRACE_SECONDS = 86_400;

export const naming = z
  .strictObject({
    grace: duration(LONGEST_GRACE_SECONDS, 'a time such as 10m, 90s or 2h, at most 24h')
      .prefault('0s')
      .describe(
        'How long after its push an image may lack a sibling that requires asks for; nothing of the ' +
          'image is deleted meanwhile. A number and s, m or h, at most 24h. The next hourly run after ' +
          'that enforces the rule. Default 0s.',
      ),
    maxDeletes: z
      .int('a whole number')
      .min(0, '0 to 1000')
      .max(1000, '0 to 1000')
      .optional()
      .describe(
        'Deprecated: use limits.delete.perRun.count. The lower of the two holds. Tags, 0 to 1000. ' +
          'Default: not set.',
      ),
    maxDeletePercent: z
      .number('a number')
      .min(0, '0 to 100')
      .max(100, '0 to 100')
      .optional()
      .describe(
        'Deprecated: use limits.delete.perRun.percent. The lower of the two holds. Percent, 0 to ' +
          '100. Default: not set.',
      ),
    reserved: z
      .array(glob)
      .default([])
      .describe(
        'Tags that are invalid in every repository, whatever a rule says: exact names, or globs. ' +
          'quarantine-* always is, and in-use- with 12 hexadecimal digits, except for those tags of ' +
          'the image itself. Default []: none besides.',
      ),
    repositories: z
      .array(repositoryRule)
      .default([])
      .describe(
        'Rules for the names of repositories; the first rule whose glob matches decides. Default ' +
          '[]: every name is valid.',
      ),
    tags: z
      .array(tagRule)
      .default([])
      .describe(
        'Rules for tags; the first rule whose glob matches the repository decides. Default []: ' +
          'every tag is valid that is not reserved.',
      ),
  })
  .prefault({})
  .describe(
    'Rules for the names of repositories and tags. Exempt are repositories that a cache rule ' +
      'fills, and signatures, SBOMs and attestations.',
  );

export type NamingConfig = z.output<typeof naming>;
export type RepositoryRule = NamingConfig['repositories'][number];
export type TagRule = NamingConfig['tags'][number];
export type Requirement = TagRule['requires'][number];
