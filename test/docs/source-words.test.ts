import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replacedInCommand, replacedInSource } from './source-words.ts';

const folders = ['local', 'bench', 'conformance', '.ci', 'test/local', 'test/support'];

/** Words that mean something else there, by the beginning of the path. */
const exceptions: readonly [string, RegExp][] = [
  ['local/data/state-file.ts', /^embedded AWS$|^journal$/], // the name of a file format
  ['local/data/', /^journal$/], // a write-ahead log
  ['test/local/data/', /^journal$/],
  ['shared/scanning/findings/reported.ts', /^told$/], // an attribute of the table
  ['shared/scanning/walk/candidates.ts', /^sweep$/], // a key of registry.yml
  ['shared/scanning/walk/collect.ts', /^sweep$/],
  ['shared/scanning/rules.ts', /^sweep$/],
];

test.each(folders)('the sources in %s use the words of the glossary', (folder) => {
  const found = filesIn(folder).flatMap((file) => {
    const allowed = exceptions.find(([path]) => file.startsWith(path))?.[1];
    return replacedInSource(file, readFileSync(file, 'utf8'), { allowed });
  });
  expect(found).toEqual([]);
});

const capabilities = [
  ...['naming', 'scanning', 'baseline', 'cache', 'tags', 'inventory', 'replication'],
  ...['usage', 'lifecycle', 'unknown', 'config'],
].map((it) => `shared/${it}`);

test.each(capabilities)('the sources in %s use the phrases of the command', (folder) => {
  const files = filesIn(folder);
  expect(files).not.toEqual([]);
  const found = files.flatMap((file) => {
    const allowed = exceptions.find(([path]) => file === path)?.[1];
    return replacedInSource(file, readFileSync(file, 'utf8'), {
      allowed,
      phrases: replacedInCommand,
    });
  });
  expect(found).toEqual([]);
});

test.each(['cli', 'docs/generate'])(
  'the sources in %s use the phrases of the command',
  (folder) => {
    const files = filesIn(folder);
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((file) =>
      replacedInSource(file, readFileSync(file, 'utf8'), { phrases: replacedInCommand }),
    );
    expect(found).toEqual([]);
  },
);

test.each([
  ['/** An embedded\n * AWS. */\nconst a = 1;', ['a.ts:1 "embedded AWS": say local AWS']],
  [
    'const a = 1;\n// A rehearsal.',
    ['a.ts:2 "rehears": say dry run, plan, lifecycle policy preview'],
  ],
  ["const told = 'It is fine';", []],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a source
  ['const a = `none tells ${told}`;', ['a.ts:1 "tells": say report, notify, return, send']],
  ['const a = Math.floor(1); // rounds', []],
  ['const a = "http://door.example";', ['a.ts:1 "door": say API, endpoint, handler']],
])('%j', (text, found) => {
  expect(replacedInSource('a.ts', text)).toEqual(found);
});

test('an exception holds for its word alone', () => {
  expect(
    replacedInSource('a.ts', '// a journal of a rehearsal', { allowed: /^journal$/ }),
  ).toHaveLength(1);
});

test.each([
  ['// It is to be a number.', 'is to be'],
  ["const a = 'hold every tag against the rules';", 'hold every tag against'],
  ['/** The functions go\n * by it. */', 'go by'],
  ['// Looks at it.', 'Looks at'],
])('the command does not say %j', (text, word) => {
  const found = replacedInSource('a.ts', text, { phrases: replacedInCommand });
  expect(found).toEqual([expect.stringContaining(`"${word}"`)]);
  expect(replacedInSource('a.ts', text)).toEqual([]);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile() && /^[a-z]+$|\.(cjs|ts|tsv|yml)$/.test(it.name))
    .map((it) => join(it.parentPath, it.name));
}
