import { describe, expect, test } from 'vitest';
import * as charts from '../../../../shared/inventory/report/charts.ts';
import type { Html } from '../../../../shared/inventory/report/html.ts';
import { acts } from '../../../../shared/inventory/report/sections/actions.ts';
import { ages } from '../../../../shared/inventory/report/sections/ages.ts';
import { incomplete } from '../../../../shared/inventory/report/sections/incomplete.ts';
import { largest } from '../../../../shared/inventory/report/sections/largest.ts';
import { storage } from '../../../../shared/inventory/report/sections/storage.ts';
import { repositoryCount, summaryOf } from '../../../support/summary.ts';

/** The texts of each row of the tables of a section. */
function rowsOf({ text }: Html): string[][] {
  const rows = [...text.matchAll(/<tr role="row">(.*?)<\/tr>/gs)].map(([, row = '']) => row);
  return rows
    .filter((row) => !row.includes('columnheader'))
    .map((row) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) =>
        cell.replace(/<[^>]*>/g, ''),
      ),
    );
}

describe('ages', () => {
  const images = [repositoryCount('a/b', { images: 10 })];
  const known = { pushed: [1, 2, 3, 4, 0, 0], pulled: [5, 0, 0, 0, 0, 1], neverPulled: 4 };

  test('are in classes, by pull and by push, with their share', () => {
    expect(rowsOf(ages(summaryOf(images, { ages: known }), charts))).toEqual([
      ['up to 7 days', '5', '50.0 %', '1', '10.0 %'],
      ['8 to 30 days', '0', '0.0 %', '2', '20.0 %'],
      ['31 to 90 days', '0', '0.0 %', '3', '30.0 %'],
      ['91 to 180 days', '0', '0.0 %', '4', '40.0 %'],
      ['181 to 365 days', '0', '0.0 %', '0', '0.0 %'],
      ['over 365 days', '1', '10.0 %', '0', '0.0 %'],
      ['never', '4', '40.0 %', '–', '–'],
    ]);
  });

  test('are none without images', () => {
    const { text } = ages(summaryOf([repositoryCount('a/b')]), charts);
    expect(text).toContain('There are no images.');
    expect(text).not.toContain('<table');
  });
});

test('storage is of all, untagged and archived images; what refers to others has no size', () => {
  const counts = repositoryCount('a/b', {
    ...{ images: 10, untaggedImages: 4, referrers: 1, archivedImages: 2 },
    ...{ bytes: 10e9, untaggedBytes: 3e9, archivedBytes: 2e9 },
  });
  expect(rowsOf(storage(summaryOf([counts])))).toEqual([
    ['All', '10', '100.0 %', '10 GB', '100.0 %', '$1.00'],
    ['Untagged', '4', '40.0 %', '3 GB', '30.0 %', '$0.30'],
    ['Referring to another', '1', '10.0 %', '–', '–', '–'],
    ['Archived', '2', '20.0 %', '2 GB', '20.0 %', '$0.10'],
  ]);
});

describe('the largest repositories', () => {
  const sized = (at: number) => repositoryCount(`a/${at}`, { images: 1, tags: 2, bytes: at * 1e9 });

  test('are the first twenty, and none that is empty', () => {
    const section = largest(summaryOf(Array.from({ length: 22 }, (_, at) => sized(at))), charts);
    expect(rowsOf(section)).toHaveLength(20);
    expect(rowsOf(section)[0]).toEqual(['a/21', '21 GB', '9.1 %', '1', '2']);
    expect(section.text).toContain(
      'The 20 largest repositories by bytes, the first a/21 with 21 GB',
    );
    expect(section.text).toContain('and 2 more');
  });

  test('with the same size are in the order of their names', () => {
    const same = ['c', 'a', 'b'].map((name) => repositoryCount(name, { bytes: 1 }));
    const names = rowsOf(largest(summaryOf(same), charts)).map(([name]) => name);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('are none where all are empty', () => {
    const { text } = largest(summaryOf([sized(0)]), charts);
    expect(text).toContain('There are none.');
    expect(text).not.toContain('<table');
  });
});

describe('actions', () => {
  const shown = (found?: object) =>
    acts(summaryOf([], found ? { acts: { date: '2026-11-20', ...found } as never } : {})).text;
  const done = { done: 1, failed: 0, unknown: 0, observing: [] };

  test.each([
    [done, '<p>1 action on 2026-11-20.</p>'],
    [{ ...done, failed: 1 }, '<p>1 action on 2026-11-20, 1 action failed.</p>'],
    [
      { ...done, done: 0, unknown: 2 },
      '<p>0 actions on 2026-11-20, 2 actions begun, with an unknown result.</p>',
    ],
  ])('of %j are counted, with what failed', (found, text) => {
    expect(shown(found)).toContain(text);
    expect(shown(found)).toContain('Every rule that can be enforced is allowed.');
  });

  test('of another registry, and of a log that cannot be read, are not known', () => {
    expect(shown()).toContain('Only the stack that owns a registry reads its audit log.');
    expect(shown({ problem: 'denied' })).toContain('The audit log could not be read: ');
  });

  test('name the rules that only observe', () => {
    const text = shown({ ...done, observing: ['naming: a', 'scanning: b'] });
    expect(text.match(/<li>/g)).toHaveLength(2);
    expect(text).not.toContain('Every rule that can be enforced is allowed.');
  });
});

test('what is missing is named, up to a hundred; nothing where all was read', () => {
  const failed = Array.from({ length: 101 }, (_, at) => ({
    repository: `a/${at}`,
    error: 'denied',
  }));
  const section = incomplete(summaryOf([], { complete: false, failed }));
  expect(section && rowsOf(section)).toHaveLength(100);
  expect(section?.text).toContain('Incomplete: 101 repositories could not be read');
  expect(section?.text).toContain('and 1 more');
  expect(incomplete(summaryOf([]))).toBeUndefined();
});
