import * as z from 'zod';
import { glob } from '../patterns/compiled.ts';
import { duration } from './duration.ts';
import { repositoriesOfRule } from './repositories/of-rule.ts';

/** `scanning:` of registry.yml: how many findings an image may have, and what happens to one with more. */

/** The most findings of a severity that pass. */
const most = z.int('a whole number').min(0, '0 to 100000').max(100_000, '0 to 100000').optional();

/** The severities that a threshold can be for, as `fail` calls them; informational findings never fail. */
export const thresholdSeverities = ['critical', 'high', 'medium', 'low', 'undefined'] as const;

const fail = z
  .strictObject({
    critical: most.describe(
      'Findings of severity CRITICAL that an image may have, 0 to 100000; with more it fails. ' +
        'Default: they do not count.',
    ),
    high: most.describe(
      'Findings of severity HIGH that an image may have, 0 to 100000; with more it fails. ' +
        'Default: they do not count.',
    ),
    medium: most.describe(
      'Findings of severity MEDIUM that an image may have, 0 to 100000; with more it fails. ' +
        'Default: they do not count.',
    ),
    low: most.describe(
      'Findings of severity LOW that an image may have, 0 to 100000; with more it fails. Default: ' +
        'they do not count.',
    ),
    undefined: most.describe(
      'Findings without a rating that an image may have (Inspector calls them UNTRIAGED), 0 to ' +
        '100000; with more it fails. Default: they do not count.',
    ),
  })
  .describe(
    'How many findings of each severity an image may have; with more it fails. Informational ' +
      'findings never count.',
  );

const repositories = z.array(glob).min(1, 'at least one glob, such as team-a/**').prefault(['**']);

/** Ten years: in effect no limit. */
const LONGEST_SECONDS = 87_600 * 3600;

const scanRule = z
  .strictObject({
    rule: z.string().min(1).describe('Name of the rule: alerts and the audit log give it.'),
    repositories: repositoriesOfRule('An image that no rule matches is not checked.'),
    inUse: z
      .boolean()
      .default(false)
      .describe(
        'true: the rule is only for images in use (use.sources), and for the parts of one that is. ' +
          'While it is unknown what runs, all images count as in use. Other images fall to the next ' +
          'rule that matches. Needs action: report. Default false: for all images.',
      ),
    fail,
    onlyFixable: z
      .boolean()
      .default(false)
      .describe(
        'true: only findings count that a newer version of the package fixes, and those of which ' +
          'the scan does not say. Default false: all count.',
      ),
    action: z
      .enum(['report', 'quarantine'], { error: 'report or quarantine' })
      .default('report')
      .describe(
        'What happens to an image that fails. report: it is reported. quarantine: all its tags are ' +
          'replaced by quarantine-<first 12 digits of its digest>, so that no pull by a tag gets it; ' +
          'the image stays. Only within quarantineWithin and limits.quarantine, and not while the ' +
          'image is in use. The functions only observe until the rule is allowed. To give a tag back: ' +
          'npx ecr-steward release. Default report.',
      ),
    quarantineWithin: duration(LONGEST_SECONDS, 'a time such as 24h, at most 87600h')
      .prefault('24h')
      .describe(
        'How long after its push an image can be quarantined: a number and s, m or h, at most ' +
          '87600h. An older image, which is likely to be deployed, keeps its tags, and is reported. ' +
          'Default 24h.',
      ),
    message: z
      .string()
      .min(1, '1 to 500 characters')
      .max(500, '1 to 500 characters')
      .optional()
      .describe(
        'Text that is shown with every alert of the rule: whom to ask, or where to read more. 1 to ' +
          '500 characters. Default: none.',
      ),
  })
  .describe('A rule for the findings of image scans in some repositories.');

const day = 'a day that there is, such as 2027-01-31';

const ignore = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9][\w.:-]{1,119}$/, 'the id of a vulnerability, such as CVE-2026-12345')
      .describe('Id of the vulnerability, as the scan gives it.'),
    until: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, day)
      .refine(isDay, 'is not a day of the calendar: write one such as 2027-01-31')
      .describe(
        'Last day (UTC) on which it is ignored, such as 2027-01-31. After it the finding counts ' +
          'again, and that is reported.',
      ),
    reason: z
      .string()
      .min(1, '1 to 500 characters')
      .max(500, '1 to 500 characters')
      .describe('Why it may be ignored. 1 to 500 characters.'),
    repositories: repositories.describe(
      'Globs of the repositories in which it is ignored. Default ["**"]: all repositories.',
    ),
  })
  .describe('A vulnerability that is ignored up to a day.');

const sweep = z
  .strictObject({
    newest: z
      .int('a whole number')
      .min(0, '0 to 1000')
      .max(1000, '0 to 1000')
      .default(10)
      .describe('So many of the newest tagged images of each repository, 0 to 1000. Default 10.'),
    pulledWithinDays: z
      .int('a whole number')
      .min(0, '0 to 365')
      .max(365, '0 to 365')
      .default(7)
      .describe(
        'Also images that were pulled within so many days, 0 to 365; 0: none besides the newest. ' +
          'Default 7.',
      ),
    maxImages: z
      .int('a whole number')
      .min(1, '1 to 50000')
      .max(50_000, '1 to 50000')
      .default(2000)
      .describe(
        'Most images in one run, those used last first, 1 to 50000: each takes one call. Default ' +
          '2000.',
      ),
  })
  .describe('Which images the nightly walk and the command scan check.');

export const scanning = z
  .strictObject({
    rules: z
      .array(scanRule)
      .default([])
      .describe(
        'Rules for findings; the first rule decides whose glob matches the repository and, with inUse, ' +
          'whose image is in use. Default []: no image is checked.',
      ),
    ignore: z
      .array(ignore)
      .default([])
      .describe('Vulnerabilities that do not count up to a day. Default []: none.'),
    sweep: sweep.prefault({}),
  })
  .prefault({})
  .describe('Rules for the findings of image scans, basic and enhanced.');

/** Whether the calendar has the day: JavaScript reads February 30 as March 2. */
function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return Number.isFinite(time.getTime()) && time.toISOString().startsWith(text);
}

export type ScanningConfig = z.output<typeof scanning>;
export type ScanRule = ScanningConfig['rules'][number];
export type IgnoreEntry = ScanningConfig['ignore'][number];
