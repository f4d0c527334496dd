import * as z from 'zod';
import { glob } from '../patterns/compiled.ts';
import { duration } from './duration.ts';

/** `scanning:` of registry.yml: how many findings an image may have, and what becomes of one with more. */

/** So many findings of a severity are right; more are too many. */
const most = z.int('a whole number').min(0, '0 to 100000').max(100_000, '0 to 100000').optional();

/** The severities that a threshold can be for, as `fail` calls them; informational findings never fail. */
export const thresholdSeverities = ['critical', 'high', 'medium', 'low', 'undefined'] as const;

const fail = z
  .strictObject({
    critical: most,
    high: most,
    medium: most,
    low: most,
    undefined: most.describe('Findings that nobody has rated yet; Inspector calls them UNTRIAGED.'),
  })
  .describe(
    'How many findings of each severity are right: with more, the image fails. A severity that is ' +
      'not named does not count.',
  );

const repositories = z.array(glob).min(1, 'at least one glob, such as team-a/**').prefault(['**']);

/** Ten years: whoever wants no bound gives this. */
const LONGEST_SECONDS = 87_600 * 3600;

const scanRule = z
  .strictObject({
    rule: z.string().min(1).describe('The name of the rule: every failure names it.'),
    repositories: repositories.describe(
      'Globs of the repositories that the rule is for; the first rule for a repository decides.',
    ),
    fail,
    onlyFixable: z
      .boolean()
      .default(false)
      .describe(
        'Count only findings that a newer version of the package fixes, and those of which the scan ' +
          'does not tell. Default false.',
      ),
    action: z
      .enum(['report', 'quarantine'], { error: 'report or quarantine' })
      .default('report')
      .describe(
        'report: say so. quarantine: all tags of the image are replaced by quarantine-<first 12 of ' +
          'its digest>, so that nobody pulls it by a name; the image stays. Only within ' +
          'quarantineWithin and limits.quarantine, not of an image that is in use, and once it is ' +
          'allowed. To give a tag back: npx ecr-steward release.',
      ),
    quarantineWithin: duration(LONGEST_SECONDS, 'a time such as 24h, at most 87600h')
      .prefault('24h')
      .describe(
        'How long after its push an image can be quarantined. An older one, which is likely to be ' +
          'deployed, keeps its tags and is told. Default 24h.',
      ),
    message: z
      .string()
      .min(1, '1 to 500 characters')
      .max(500, '1 to 500 characters')
      .optional()
      .describe('Shown with every failure by the rule: whom to ask, where to read more.'),
  })
  .describe('How many findings the images of some repositories may have.');

const day = 'a day that there is, such as 2027-01-31';

const ignore = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9][\w.:-]{1,119}$/, 'the id of a vulnerability, such as CVE-2026-12345')
      .describe('The vulnerability, as the scan calls it.'),
    until: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, day)
      .refine(isDay, 'is no day of the calendar: one such as 2027-01-31')
      .describe(
        'The last day (UTC) that it is ignored. Then it counts again, and people are told.',
      ),
    reason: z
      .string()
      .min(1, '1 to 500 characters')
      .max(500, '1 to 500 characters')
      .describe('Why it may be ignored.'),
    repositories: repositories.describe('Globs of repositories. Default: all.'),
  })
  .describe('A vulnerability that does not count for a time.');

const sweep = z
  .strictObject({
    newest: z
      .int('a whole number')
      .min(0, '0 to 1000')
      .max(1000, '0 to 1000')
      .default(10)
      .describe('So many of the newest tagged images of each repository. Default 10.'),
    pulledWithinDays: z
      .int('a whole number')
      .min(0, '0 to 365')
      .max(365, '0 to 365')
      .default(7)
      .describe('And those pulled within so many days. Default 7; 0: none besides the newest.'),
    maxImages: z
      .int('a whole number')
      .min(1, '1 to 50000')
      .max(50_000, '1 to 50000')
      .default(2000)
      .describe('So many images in one run, those used last first: a call each. Default 2000.'),
  })
  .describe('Which images are looked at every night, and by the command.');

export const scanning = z
  .strictObject({
    rules: z.array(scanRule).default([]),
    ignore: z.array(ignore).default([]),
    sweep: sweep.prefault({}),
  })
  .prefault({})
  .describe('What image scans may find.');

/** Whether the calendar has the day: JavaScript takes February 30 for March 2. */
function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return Number.isFinite(time.getTime()) && time.toISOString().startsWith(text);
}

export type ScanningConfig = z.output<typeof scanning>;
export type ScanRule = ScanningConfig['rules'][number];
export type IgnoreEntry = ScanningConfig['ignore'][number];
