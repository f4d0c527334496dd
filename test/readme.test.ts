import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRegistryConfig } from '../shared/config/load.ts';
import { limitedKinds } from '../shared/config/schema/limited-kinds.ts';

const readme = readFileSync('README.md', 'utf8');

function codeBlocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );
}

test('the registry.yml of the README is right', () => {
  const [example = ''] = codeBlocks('yaml');
  expect(parseRegistryConfig(example)).toMatchObject({
    naming: { tags: [{ rule: 'versions only', action: 'quarantine' }] },
    pullThroughCache: { rules: [{ prefix: 'docker.io' }] },
  });
});

test('the naming rules of the README are right', () => {
  const naming = codeBlocks('yaml').filter((code) => /^naming:\n {2}grace:/.test(code));
  expect(naming).toHaveLength(1);
  expect(parseRegistryConfig(naming[0] ?? '').naming).toMatchObject({ grace: 600, tags: [{}, {}] });
});

test('the scanning rules of the README are right', () => {
  const [scanning = ''] = codeBlocks('yaml').filter((code) => code.startsWith('scanning:'));
  expect(parseRegistryConfig(scanning).scanning).toMatchObject({ rules: [{}, {}], ignore: [{}] });
});

test('the limits that the README sets are right', () => {
  const [limits = ''] = codeBlocks('yaml').filter((code) => code.startsWith('limits:'));
  expect(parseRegistryConfig(limits).limits).toMatchObject({
    delete: { perRun: { count: 0, percent: 5 }, perDay: { count: 20 } },
    quarantine: { perRun: { count: 50, percent: 10 }, perDay: { count: 200, percent: 100 } },
  });
});

test('the limits of the README are those that hold by default', () => {
  const { limits } = parseRegistryConfig('{}');
  const bound = ({ count, percent }: { count: number; percent: number }) =>
    `${count}, ${percent} %`;
  const rows = Object.entries(limits).map(([kind, { perRun, perDay }]) => {
    const what = limitedKinds[kind as keyof typeof limits];
    return `| \`${kind}\` | ${what} | ${bound(perRun)} | ${bound(perDay)} |`;
  });
  expect(rows).toHaveLength(5);
  for (const row of rows) expect(readme).toContain(row);
});

test('every npm command of the README is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const named = [...readme.matchAll(/npm run ([a-z]+)/g)].map(([, script]) => script);
  expect(named).toContain('deploy');
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});
