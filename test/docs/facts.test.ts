import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../../shared/config/load.ts';
import { type LimitedKind, limitedKinds } from '../../shared/config/schema/limited-kinds.ts';
import { markdownFiles } from './files.ts';
import { allPages } from './page.ts';

const texts = allPages().map(({ text }) => text);

test('a page has the limits that hold by default', () => {
  const { limits } = parseRegistryConfig('{}');
  const bound = ({ count, percent }: { count: number; percent: number }) =>
    `${count}, ${percent} %`;
  const rows = (Object.keys(limitedKinds) as LimitedKind[]).map((kind) => {
    const { perRun, perDay } = limits[kind];
    const what = limitedKinds[kind];
    return `| \`${kind}\` | ${what} | ${bound(perRun)} | ${bound(perDay)} |`;
  });
  expect(rows).toHaveLength(10);
  const missing = rows.filter((row) => !texts.some((text) => text.includes(row)));
  expect(missing).toEqual([]);
  const rates = [limits.maxCallsPerSecond, limits.maxPutImagesPerSecond];
  expect(rates).toEqual([undefined, 5]);
});

test('every npm command that a page names is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const all = markdownFiles().map((file) => readFileSync(file, 'utf8'));
  const named = all.flatMap((text) => [...text.matchAll(/npm run ([a-z]+(?:[:-][a-z]+)*)/g)]);
  expect(named.length).toBeGreaterThan(0);
  const missing = named.map(([, script = '']) => script).filter((script) => !(script in scripts));
  expect(missing).toEqual([]);
});
