import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  idleBill,
  type Line,
  type Template,
  totalOf,
} from '../../docs/generate/facts/idle-cost.ts';
import { priceRows } from '../../docs/generate/facts/prices.ts';
import { declaredFunctions } from '../../docs/generate/facts/service.ts';
import { table } from '../../docs/generate/markdown.ts';
import { packageService } from '../../local/stack/template/packaged.ts';
import { measuresOf } from '../../shared/inventory/publish/metrics.ts';
import { summaryOf } from '../support/summary.ts';

const page = readFileSync('docs/costs-and-limits.md', 'utf8');

/** The bill of the stack as its template declares it, with every schedule that any registry.yml enables. */
async function billOf(): Promise<Line[]> {
  const { template } = await packageService({
    ...{ directory: '.', stage: 'prod', region: 'us-east-1', accountId: '123456789012' },
  });
  const functions = await declaredFunctions();
  const runs = functions.flatMap(({ triggers, memory }) =>
    triggers.flatMap(({ schedule }) => (schedule ? [{ schedule, memory }] : [])),
  );
  expect(runs.length).toBeGreaterThan(5);
  return idleBill({
    template: template as unknown as Template,
    runs,
    nightlyMetrics: nightlyMetrics(),
  });
}

function nightlyMetrics(): number {
  const [registry] = measuresOf(summaryOf([]), []);
  return Object.keys(registry?.measures ?? {}).length;
}

test('an idle stack costs at most two dollars a month, as the page lists', async () => {
  const lines = await billOf();
  const total = totalOf(lines);
  expect(total).toBeGreaterThan(0.4);
  expect(total).toBeLessThanOrEqual(2);
  const rows = lines
    .filter(({ dollars }) => dollars > 0)
    .map(({ what, quantity, dollars }) => [what, quantity, dollars.toFixed(2)]);
  const all = [...rows, ['**together**', '', `**${total.toFixed(2)}**`]];
  expect(page).toContain(table(['what', 'how many', 'dollars a month'], all));
});

test('the page has every price, with its source', () => {
  expect(page).toContain(table(['for each', 'dollars', 'source'], priceRows()));
});

test('what each alarm, dashboard and key adds is counted', () => {
  const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } };
  const two = { MetricStat: {} };
  const math = { ...alarm, Properties: { Metrics: [{ Expression: 'a + b' }, two, two] } };
  const others = { c: { Type: 'AWS::CloudWatch::Dashboard' }, d: { Type: 'AWS::KMS::Key' } };
  const template = { Resources: { a: alarm, b: math, ...others } };
  const total = totalOf(idleBill({ template, runs: [], nightlyMetrics: 0 }));
  const nothing = totalOf(idleBill({ template: { Resources: {} }, runs: [], nightlyMetrics: 0 }));
  expect(total - nothing).toBeCloseTo(0.3 + 3 + 1);
});

test('a schedule without a price is an error', () => {
  const runs = [{ schedule: 'rate(5 minutes)', memory: 512 }];
  const unpriced = () => idleBill({ template: { Resources: {} }, runs, nightlyMetrics: 0 });
  expect(unpriced).toThrow('no price for the schedule rate(5 minutes)');
});
