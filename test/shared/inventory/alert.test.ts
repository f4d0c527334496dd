import { describe, expect, test } from 'vitest';
import { alertsOf, failedTargetAlerts } from '../../../shared/inventory/alert.ts';
import { noChanges } from '../../../shared/inventory/compare/comparison.ts';
import type { Comparison, Summary } from '../../../shared/inventory/summary/summary.ts';
import { repositoryCount, summaryOf } from '../../support/summary.ts';

type Thresholds = Parameters<typeof alertsOf>[1];

const kindsOf = (summary: Summary, alert: Partial<Thresholds> = {}) =>
  alertsOf(summary, { quotaPercent: 80, ...alert }).map(({ kind }) => kind);

const whatOf = (summary: Summary, alert: Partial<Thresholds> = {}) =>
  alertsOf(summary, { quotaPercent: 80, ...alert }).flatMap(({ what }) => what);

const plain = summaryOf([repositoryCount('a', { images: 1, bytes: 150 })]);

/** The same, with what has changed since the day before. */
function grown(bytes: number, more: Partial<Comparison> = {}): Summary {
  const { perRepository, failed, ages, complete, ...rest } = plain;
  const difference = { ...rest, bytes };
  const comparison = { since: '2026-11-20', difference, growth: [], ...noChanges(), ...more };
  return { ...plain, comparison };
}

test('a complete inventory within its thresholds is no alert', () => {
  expect(kindsOf(plain)).toEqual([]);
  expect(kindsOf(grown(1e12))).toEqual([]);
  expect(kindsOf(plain, { growthBytes: 0, growthPercent: 0, movedTags: 0 })).toEqual([]);
});

test('an inventory that is not complete names ten repositories and counts more', () => {
  const failed = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ repository: `r${at}`, error: 'denied' }));
  expect(kindsOf({ ...plain, failed: failed(1) })).toEqual(['inventory.incomplete']);
  expect(whatOf({ ...plain, failed: failed(3) })[0]).toContain('3 of 4 ');
  expect(whatOf({ ...plain, failed: failed(10) })).toHaveLength(11);
  const many = whatOf({ ...plain, failed: failed(11) });
  expect(many).toHaveLength(12);
  expect([many[1], many.at(-1)]).toEqual(['r0: denied', 'and 1 more']);
});

test('one without its actions is another alert', () => {
  const done = { date: '2026-11-20', done: 1, failed: 0, unknown: 0, observing: [] };
  expect(kindsOf({ ...plain, acts: done })).toEqual([]);
  const both = { ...plain, acts: { problem: 'no' }, failed: [{ repository: 'b', error: 'no' }] };
  const alerts = alertsOf(both, { quotaPercent: 80 });
  expect(alerts.map(({ kind }) => kind)).toEqual(Array(2).fill('inventory.incomplete'));
  expect(new Set(alerts.map(({ cause }) => cause.id)).size).toBe(2);
});

describe('growth', () => {
  test.each<[number, Partial<Thresholds>, boolean]>([
    [50, { growthBytes: 50 }, false],
    [51, { growthBytes: 50 }, true],
    [50, { growthPercent: 50 }, false],
    [51, { growthPercent: 50 }, true],
    [51, { growthPercent: 50, growthBytes: 100 }, true],
    [51, { growthPercent: 90, growthBytes: 50 }, true],
    // From nothing there is no percentage.
    [150, { growthPercent: 1 }, false],
    [-60, { growthBytes: 0, growthPercent: 0 }, false],
  ])('of %i to 150 bytes with %j is too much: %s', (bytes, alert, isTooMuch) => {
    expect(kindsOf(grown(bytes), alert)).toEqual(isTooMuch ? ['inventory.growth'] : []);
  });

  test('names those that grew, not those that shrank', () => {
    const growth = [5, 0, -5].map((bytes) => ({ repository: `by ${bytes}`, bytes, images: 1 }));
    const lines = whatOf(grown(100, { growth }), { growthBytes: 1 });
    expect(lines.filter((line) => line.startsWith('by '))).toEqual(['by 5: 5 (1 image)']);
    const [alert] = alertsOf(grown(100), { quotaPercent: 80, growthBytes: 1 });
    expect(alert?.title).toContain('200.0 %');
  });
});

test.each([
  [1, undefined, false],
  [1, 1, false],
  [2, 1, true],
])('%i moved tags with a threshold of %j are too many: %s', (moved, movedTags, isTooMany) => {
  const { changes } = noChanges();
  const tag = { repository: 'a', tag: '1', previousDigest: 'sha256:1', digest: 'sha256:2' };
  const summary = grown(0, {
    changes: { ...changes, 'tag-moved': moved },
    movedTags: [tag],
  });
  const alert = movedTags === undefined ? {} : { movedTags };
  expect(kindsOf(summary, alert)).toEqual(isTooMany ? ['inventory.moved-tags'] : []);
  if (isTooMany) expect(whatOf(summary, alert)).toEqual(['a:1 from sha256:1 to sha256:2']);
});

test.each([
  [80, 0, []],
  [81, 0, ['repositories']],
  [0, 81, ['images per repository']],
  [81, 81, ['repositories', 'images per repository']],
])('%i %% and %i %% of two quotas: %j', (repositories, images, quotas) => {
  const alerts = alertsOf(
    {
      ...plain,
      quotas: {
        repositories: { used: repositories, limit: 100 },
        imagesPerRepository: { used: images, limit: 100, repository: 'big' },
      },
    },
    { quotaPercent: 80 },
  );
  expect(alerts.map(({ title }) => title)).toEqual(
    quotas.map((quota) => expect.stringMatching(` 81 of 100 ${quota}$`)),
  );
  expect(alerts.map(({ where }) => where.repository)).toEqual(
    quotas.map((quota) => (quota === 'repositories' ? undefined : 'big')),
  );
  expect(new Set(alerts.map(({ cause }) => cause.id)).size).toBe(quotas.length);
});

test('each registry that could not be read is an alert of its place', () => {
  const target = (account: string) => ({ account, region: 'eu-west-1' });
  const failed = ['1', '2'].map((account) => ({ target: target(account), error: `no ${account}` }));
  const alerts = failedTargetAlerts(failed);
  expect(alerts).toMatchObject([
    { kind: 'inventory.failed', stands: true, what: ['no 1'], where: target('1') },
    { kind: 'inventory.failed', stands: true, what: ['no 2'], where: target('2') },
  ]);
  expect(new Set(alerts.map(({ cause }) => cause.id)).size).toBe(2);
});
