import { expect, test } from 'vitest';
import { markdownFiles } from './files.ts';
import { parsePage, readPage } from './page.ts';
import { replacedWords } from './words.ts';

test.each(markdownFiles())('%s is in the words of the glossary', (file) => {
  expect(replacedWords(readPage(file))).toEqual([]);
});

test.each([
  ['An embedded\nAWS is started.', ['some.md:1 "embedded AWS": say local AWS']],
  [
    'Fine.\n\nIt is rehearsed.',
    ['some.md:3 "rehears": say dry run, plan, lifecycle policy preview'],
  ],
  ['The tag is taken from it and given back.', []],
  ['| a |\n|---|\n| who is told |', ['some.md:3 "is told": say is reported, is notified']],
  [
    'A journal\nor journal.',
    ['some.md:1 "journal": say audit log', 'some.md:2 "journal": say audit log'],
  ],
  ['The function `scan-sweep`, and its rules.', []],
  ['## Glossary\n\nnot: journal\n\n## More\n\nA journal.', ['some.md:7 "journal": say audit log']],
])('%j', (text, found) => {
  expect(replacedWords(parsePage('some.md', text))).toEqual(found);
});
