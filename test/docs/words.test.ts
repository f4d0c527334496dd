import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { markdownFiles, sourceFiles } from './files.ts';
import { parsePage, readPage } from './page.ts';
import { replacedInFile, replacedInSource, replacedWords } from './words.ts';

test.each(markdownFiles())('%s is in the words of the glossary', (file) => {
  expect(replacedWords(readPage(file))).toEqual([]);
});

/** The folders whose comments and messages are in the words of the glossary: add those that are. */
const folders = [
  ...['alerts', 'actions', 'use', 'steward', 'runtime', 'registry'].map((it) => `shared/${it}`),
  ...['functions', 'resources', 'queries', 'events/ecr-steward', 'serverless.yml'],
];

test.each(folders)('%s is in the words of the glossary', (folder) => {
  const files = sourceFiles(folder);
  expect(files).not.toEqual([]);
  expect(files.flatMap((file) => replacedInFile(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('words of the source are found in comments and texts, also over two lines', () => {
  const source = [
    '/** Whoever is',
    ' * told: toldUntil and `act/…` are keys. */',
    "const text = 'Over: the journal';",
    '# In YAML, the',
    '# acts.',
  ];
  expect(replacedInFile('a.ts', source.join('\n')).toSorted()).toEqual([
    'a.ts:1 "is told": say is reported, notify',
    'a.ts:2 "told": say notify, is reported',
    'a.ts:3 "Over: ": say resolved',
    'a.ts:3 "journal": say audit log',
    'a.ts:4 "the acts": say action',
  ]);
});

test('the words to use are those of the glossary', () => {
  const [, glossary = ''] = readPage('CONTRIBUTING.md').text.split('## Glossary');
  const unknown = replacedInSource
    .flatMap(({ use }) => use.split(', '))
    .filter((it) => !glossary.includes(it));
  expect(unknown).toEqual([]);
});

test.each([
  ['An embedded\nAWS is started.', ['some.md:1 "embedded AWS": say local AWS']],
  [
    'Fine.\n\nIt is rehearsed.',
    ['some.md:3 "rehears": say dry run, plan, lifecycle policy preview'],
  ],
  ['The tag is taken from it and given back.', []],
  ['| a |\n|---|\n| who is told |', ['some.md:3 "is told": say is reported, notify']],
  [
    'A journal\nor journal.',
    ['some.md:1 "journal": say audit log', 'some.md:2 "journal": say audit log'],
  ],
  ['The function `scan-sweep`, and its rules.', []],
  ['## Glossary\n\nnot: journal\n\n## More\n\nA journal.', ['some.md:7 "journal": say audit log']],
])('%j', (text, found) => {
  expect(replacedWords(parsePage('some.md', text))).toEqual(found);
});
