import { expect, test } from 'vitest';
import { outcomeAlerts } from '../../../../shared/scanning/alert.ts';
import type { Treatment } from '../../../../shared/scanning/quarantine.ts';
import { type Covered, coveredByScans } from '../../../../shared/scanning/walk/covered.ts';
import { failing, scanningThat } from '../failures.ts';

const repository = 'team-a/web';
const digest = 'sha256:part';
const where = { text: repository, repository, digest };
const nothing: Covered = { looked: new Set(), isComplete: false, hasSeen: () => true };

const coversOf = (covered: Partial<Covered>, scanning = scanningThat('quarantine')) =>
  coveredByScans(scanning, { ...nothing, ...covered }, new Date()).covers;

test('what a limit held back is resolved only by a run that has checked all', () => {
  expect(coversOf({ isComplete: true })(where, 'scanning.held')).toBe(true);
  expect(coversOf({})(where, 'scanning.held')).toBe(false);
});

test('one scan that could be read says that nothing is denied any more', () => {
  expect(coversOf({})(where, 'scanning.denied')).toBe(false);
  expect(coversOf({ looked: new Set(['other@x']) })(where, 'scanning.denied')).toBe(true);
});

test('a failed quarantine is resolved by a check of its image, and of no other', () => {
  const looked = new Set([`${repository}@${digest}`]);
  expect(coversOf({ looked })(where, 'scanning.failed')).toBe(true);
  expect(coversOf({ looked: new Set(['other@x']) })(where, 'scanning.failed')).toBe(false);
  expect(coversOf({ looked })({ text: 'the registry' }, 'scanning.failed')).toBe(false);
});

test('where no rule quarantines any more, nothing waits for it; unseen repositories stay', () => {
  const covers = coversOf({}, scanningThat('report'));
  expect(covers(where, 'scanning.failed')).toBe(true);
  expect(covers(where, 'scanning.held')).toBe(true);
  expect(covers(where, 'scanning.denied')).toBe(false);
  const unseen = coversOf({ hasSeen: () => false }, scanningThat('report'));
  expect(unseen(where, 'scanning.failed')).toBe(false);
});

test('without rules, nothing is read and nothing is denied', () => {
  const none = { ...scanningThat('report'), hasRules: false };
  expect(coversOf({}, none)(where, 'scanning.denied')).toBe(true);
});

test('a multi-arch image that could not be quarantined is resolved by a check of its part', () => {
  const failure = failing('quarantine', { repository, digest, tags: [] });
  const tag = { repository, tag: '1.0.0', digest: 'sha256:index', outcome: 'failed' as const };
  const treatment: Treatment = { kind: 'quarantined', digest: tag.digest, tags: [tag] };
  const [alert] = outcomeAlerts([{ failure, treatment }], new Date());
  const covers = coversOf({ looked: new Set([`${repository}@${digest}`]) });
  expect(alert?.kind).toBe('scanning.failed');
  expect(alert && covers(alert.where, alert.kind)).toBe(true);
});
