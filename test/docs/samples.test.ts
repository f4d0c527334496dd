import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { RegistryConfigError } from '../../shared/config/errors.ts';
import { readRegistryConfig } from '../../shared/config/load.ts';
import { fileWith } from '../cli/run.ts';
import { allPages, type Block, blocksOf, notRunBecause } from './page.ts';

/** What a block of a page may be, by what stands behind its fence. */
const languages: Readonly<Record<string, (block: Block) => void>> = {
  yaml: ({ text, meta }) => yaml[meta]?.(text),
  json: ({ text }) => JSON.parse(text),
  // Run by commands.long.test.ts.
  sh: () => {},
  console: () => {},
  // Alerts that other tests hold, and what AWS and others print.
  text: () => {},
  sql: () => {},
  mermaid: () => {},
};

const yaml: Readonly<Record<string, (text: string) => void>> = {
  // As it is copied: without a problem, and without anything in it that does nothing.
  '': (text) => {
    const { notes } = readRegistryConfig(fileWith(text));
    expect(notes.map(({ message }) => message)).toEqual([]);
  },
  wrong: (text) => expect(() => readRegistryConfig(fileWith(text))).toThrow(RegistryConfigError),
  other: (text) => expect(isRegistry(text), 'a registry.yml: leave `other` out').toBe(false),
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
  } else expect(language === 'yaml' ? Object.keys(yaml) : ['']).toContain(meta);
  languages[language]?.(block);
});

/** What a reader would type. */
const command = /^(\$|npx|npm|aws|git) \S/m;

const keys = Object.keys(JSON.parse(readFileSync('registry.schema.json', 'utf8')).properties);

function isRegistry(text: string): boolean {
  const content: unknown = parse(text);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  return Object.keys(content).every((key) => keys.includes(key));
}

/** The reference lists what the help of the command says; it is generated, and tests of its own hold it. */
const written = allPages().filter(({ file }) => !file.startsWith('docs/reference/'));

test('no command stands where it is not run', () => {
  const hidden = written.flatMap((page) =>
    blocksOf(page)
      .filter(({ language, text }) => language === 'text' && command.test(text))
      .map(({ line }) => `${page.file}:${line}`),
  );
  expect(hidden, 'what a reader would type is in sh or console, and at worst not-run').toEqual([]);
});

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
  upstream: /^[a-z-]+( [^:\s]+:[^:\s]+)+$/,
  run: /./,
};

test('every comment that sets the stage is one that the test knows', () => {
  const wrong = directives.filter(({ directive: { name, value } }) => {
    const rule = Object.entries(known).find(([it]) => it === name)?.[1];
    return !rule?.test(value);
  });
  expect(wrong.map(({ name, directive }) => `${name} ${directive.name}`)).toEqual([]);
});
