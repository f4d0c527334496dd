import { describe, expect, test } from 'vitest';
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

describe('checks', () => {
  const rule = { text: 'rule 1 expires any image', images: 2, bytes: 1000, inUse: 0 };
  const image = { name: 'a/b:1', digest: `sha256:${'a'.repeat(64)}`, why: '2 critical' };

  test('are in the page only where they were made', async () => {
    const page = await renderReport(sampleSummary());
    expect(page).not.toMatch(/id="(policies|findings)"/);
    const empty = { policies: { repositories: [], doubts: [] }, findings: { images: [] } };
    const checked = await renderReport(sampleSummary(), empty);
    expect(checked).toContain('There are no lifecycle policies.');
    expect(checked).toContain('No image fails its rule.');
  });

  test('show the policies and images first that concern what runs, and escape what they say', async () => {
    const found = ['in use: rule 1 would expire <1.0>, which ECS service prod/web runs or needs'];
    const repositories = [
      { repository: 'a', rules: [rule], found: [] },
      { repository: 'z/used', rules: [{ ...rule, inUse: 1, partial: true }], found },
      { repository: 'z/unknown', rules: [{ text: 'rule 9 archives any image' }], found: [] },
    ];
    const usedBy = 'used by ECS service <web> and 2 more';
    const images = [image, { ...image, name: 'z/run:1', usedBy }];
    const checks = {
      policies: { repositories, doubts: ['what <ecs> runs'] },
      findings: { images },
    };
    const page = await renderReport(sampleSummary(), checks);
    const policies = /<section id="policies".*?<\/section>/s.exec(page)?.[0] ?? '';
    expect(policies.indexOf('z/used')).toBeLessThan(policies.indexOf('name">a<'));
    expect(policies).toContain('at least 2');
    expect(policies).toContain('would expire &#60;1.0&#62;, which ECS service');
    expect(policies).toContain('what &#60;ecs&#62; runs');
    expect(policies.match(/>unknown</g)).toHaveLength(3);
    const findings = /<section id="findings".*?<\/section>/s.exec(page)?.[0] ?? '';
    expect(findings.indexOf('z/run:1')).toBeLessThan(findings.indexOf('a/b:1'));
    expect(findings).toContain(
      '2 images with more findings than the rule allows, 1 of them in use.',
    );
    expect(findings).toContain('used by ECS service &#60;web&#62; and 2 more');
  });

  test('show a hundred of many, and how many more there are', async () => {
    const images = Array.from({ length: 150 }, () => image);
    const repositories = images.map((_, at) => ({
      repository: `r${at}`,
      rules: [rule],
      found: [],
    }));
    const notKnown = 'It is not known which images run: no record.';
    const page = await renderReport(sampleSummary(), {
      policies: { repositories, doubts: [] },
      findings: { images, notKnown },
    });
    expect(page).toContain('and 50 repositories more: npx ecr-steward lifecycle shows all');
    expect(page).toContain('and 50 images more: npx ecr-steward scan shows all');
    expect(page.split(notKnown)).toHaveLength(2);
    expect(page).not.toContain('of them in use');
  });
});
