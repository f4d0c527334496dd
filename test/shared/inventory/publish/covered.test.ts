import { expect, test } from 'vitest';
import { alertsOf } from '../../../../shared/inventory/alert.ts';
import { coveredByInventory } from '../../../../shared/inventory/publish/covered.ts';
import { quotasOf } from '../../../../shared/inventory/summary/summarize.ts';
import type { Summary } from '../../../../shared/inventory/summary/summary.ts';
import { repositoryCount, summaryOf } from '../../../support/summary.ts';

const config = { quotaPercent: 80 };

/** A registry that takes ten images a repository, and two repositories. */
function summaryWith(images: Record<string, number>, rest: Partial<Summary> = {}): Summary {
  const counts = Object.entries(images).map(([name, it]) => repositoryCount(name, { images: it }));
  const summary = summaryOf(counts);
  return {
    ...summary,
    quotas: quotasOf(summary, { repositories: 2, imagesPerRepository: 10 }),
    ...rest,
  };
}

/** What people were told of a, and of the registry, that a later inventory can say is over. */
function overAfter(later: Summary): string[] {
  const told = alertsOf(summaryWith({ a: 9, b: 1 }), config);
  expect(told.map(({ where }) => where.text)).toEqual(['registry 123456789012 in eu-west-1', 'a']);
  const { covers } = coveredByInventory(later, config);
  const found = new Set(alertsOf(later, config).map(({ cause }) => cause.id));
  return told
    .filter(({ cause, where, kind }) => !found.has(cause.id) && covers(where, kind))
    .map(({ where }) => where.text);
}

const failed = (repository: string) => ({ failed: [{ repository, error: 'denied' }] });

test.each<[string, Summary, string[]]>([
  ['has room again', summaryWith({ a: 1 }), ['registry 123456789012 in eu-west-1', 'a']],
  ['is as full as may be', summaryWith({ a: 8 }), ['registry 123456789012 in eu-west-1', 'a']],
  ['is gone', summaryWith({ b: 1 }), ['registry 123456789012 in eu-west-1', 'a']],
  ['is as full, and another fuller', summaryWith({ a: 9, b: 10 }), []],
  ['could not be read', summaryWith({ b: 1 }, failed('a')), []],
  ['has room, and another could not be read', summaryWith({ a: 1 }, failed('b')), ['a']],
  ['is of another region', summaryWith({}, { region: 'us-east-1' }), []],
])('a full repository that %s', (_, later, over) => {
  expect(overAfter(later)).toEqual(over);
});

test('that a registry was not read is over when it was, whatever of it', () => {
  const { covers } = coveredByInventory(summaryWith({ b: 1 }, failed('a')), config);
  const where = { text: 'registry', account: '123456789012', region: 'eu-west-1' };
  expect(covers(where, 'inventory.failed')).toBe(true);
  expect(covers({ ...where, account: '999999999999' }, 'inventory.failed')).toBe(false);
});
