import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/troubleshooting.md', 'utf8');

const sources = globSync('{cli,functions,local,shared}/**/*.ts').map((file) =>
  readFileSync(file, 'utf8'),
);

/** The code without comments: a text that goes on in the next line in one piece, what is put into it as `…`. */
const code = sources
  .join('\n')
  .replaceAll(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  .replaceAll(/\\(?=['`])/g, '')
  .replaceAll(/(['`])\s*\+\s*['`]/g, '')
  .replaceAll(/\$\{[^{}]*\}/g, '…');

/** Sections whose texts are of others. */
const ofOthers = new Set(['Installing', 'What docker and ECR say', 'A deployed stack']);

/** The first column of every table of ours. */
const rows = page
  .split(/^## /m)
  .filter((section) => !ofOthers.has(section.slice(0, section.indexOf('\n'))))
  .flatMap((section) =>
    [...section.matchAll(/^\| (`.*?|\*.*?) \|/gm)].map(([, text = '']) => text),
  );

const messages = rows.flatMap((row) =>
  [...row.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
);

test('there are messages', () => {
  expect(messages.length).toBeGreaterThan(40);
});

test.each(messages)('the code says: %s', (message) => {
  const parts = message.split('…').map((part) => part.trim());
  const missing = parts.filter((part) => part.length > 2 && !code.includes(part));
  expect(missing).toEqual([]);
});

test('every error of ours has its line', () => {
  const names = sources.flatMap((text) =>
    [...text.matchAll(/class (\w+) extends (?:StewardError|StoreError)\b/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !page.includes(`*${name}*`))).toEqual([]);
});

test('no line is of an error that there is not', () => {
  const named = [...page.matchAll(/\*(\w+(?:Error|Refusal))\*/g)].map(([, name]) => name);
  const gone = named.filter((name) => !code.includes(`class ${name} extends`));
  expect(gone).toEqual([]);
});
