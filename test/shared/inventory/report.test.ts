import { expect, test } from 'vitest';
import { renderReport } from '../../../shared/inventory/report/page.ts';
import { manyRepositories, sampleSummary, summaryOf } from '../../support/summary.ts';

test('the same summary makes the same page', async () => {
  expect(await renderReport(sampleSummary())).toBe(await renderReport(sampleSummary()));
});

test('100,000 repositories make a page that is read, not scrolled: less than 200 kB', async () => {
  const page = await renderReport(summaryOf(manyRepositories(100_000)));
  expect(page.length).toBeLessThan(200_000);
  expect(page).toContain('more, in the Parquet files of the inventory');
});

test('an inventory that is not complete says so first, with who failed and why', async () => {
  const failed = [{ repository: 'a/denied', error: 'access denied: <nobody>' }];
  const page = await renderReport(sampleSummary({ complete: false, failed }));
  const [before = ''] = page.split('data-total=');
  expect(before).toContain('a/denied');
  expect(before).toMatch(/access denied: &(lt|#60);nobody/);
});

test('says where every row is, if there are any, and that a registry is empty', async () => {
  const empty = await renderReport(summaryOf([], { parts: [] }));
  expect(empty).toContain('There are no repositories.');
  expect(empty).not.toContain('Every row is in');
  const some = await renderReport(sampleSummary());
  expect(some).not.toContain('There are no repositories.');
  expect(some).toMatch(/Every row is in \d+ Parquet file/);
});

test('allows no script, and nothing from elsewhere', async () => {
  const page = await renderReport(sampleSummary());
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
  );
  expect(page).not.toMatch(/<(script|img|iframe|link|object)\b/);
  expect(page).not.toMatch(/(href|src)="(?!#)/);
});

test('costs are in US dollars, in the tile, its difference, and the table', async () => {
  const page = await renderReport(sampleSummary());
  const tile = /data-total="cost" value="([\d.]+)">\$([\d.,]+)</.exec(page);
  expect(Number(tile?.[2]?.replace(',', ''))).toBeCloseTo(Number(tile?.[1]), 2);
  expect(page).toMatch(/data-difference="cost">[+−±]\$\d/);
  expect(page).toMatch(/data-title="A month">\$\d/);
});
