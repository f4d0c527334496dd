import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readRegistryConfig } from '../../shared/config/load.ts';
import { fileWith } from '../cli/run.ts';
import { allPages, type Block, blocksOf, notRunBecause } from './page.ts';

/** What a block of a page may be, by what stands behind its fence. */
const languages: Readonly<Record<string, (block: Block) => void>> = {
  yaml: ({ text, meta }) => (meta === 'other' ? parse(text) : checkRegistry(text)),
  json: ({ text }) => JSON.parse(text),
  // Run by commands.long.test.ts.
  sh: () => {},
  console: () => {},
  // Held by other tests, or by nobody: what AWS and others print.
  text: () => {},
  sql: () => {},
  mermaid: () => {},
};

const blocks = allPages().flatMap((page) =>
  blocksOf(page).map((block) => ({ name: `${page.file}:${block.line}`, block })),
);

test.each(blocks)('$name is right', ({ block }) => {
  const { language, meta } = block;
  expect(Object.keys(languages), 'what stands behind a fence').toContain(language);
  const reason = notRunBecause(block);
  if (/^(sh|console)$/.test(language)) {
    expect(meta === '' || (reason ?? '').length > 5, 'not-run: has a reason').toBe(true);
  } else expect(language === 'yaml' ? ['', 'other'] : ['']).toContain(meta);
  languages[language]?.(block);
});

/** As a sample is copied: without a problem, and without anything in it that does nothing. */
function checkRegistry(text: string): void {
  const { notes } = readRegistryConfig(fileWith(text));
  expect(notes.map(({ message }) => message)).toEqual([]);
}

const directives = allPages().flatMap(({ file, steps }) =>
  steps
    .filter((step) => step.kind === 'directive')
    .map((directive) => ({ name: `${file}:${directive.line}`, directive })),
);

const known = {
  registry: /./,
  functions: /^$/,
  stack: /^[A-Za-z][A-Za-z0-9-]*$/,
  config: /^$/,
  push: /^[^:]+:[^:]+$/,
  run: /./,
};

test('every comment that sets the stage is one that the test knows', () => {
  const wrong = directives.filter(({ directive: { name, value } }) => {
    const rule = Object.entries(known).find(([it]) => it === name)?.[1];
    return !rule?.test(value);
  });
  expect(wrong.map(({ name, directive }) => `${name} ${directive.name}`)).toEqual([]);
});
