import { expect, test } from 'vitest';
import { replacedInSource, sourceFiles } from './source-words.ts';

test.each(sourceFiles())('%s is in the words of the glossary', (file) => {
  expect(replacedInSource(file)).toEqual([]);
});

test('every source of the command is read', () => {
  expect(sourceFiles()).toContain('cli/ecr-steward.cjs');
  expect(sourceFiles()).toContain('cli/verbs/check.ts');
});

test.each([
  ["print('An embedded AWS');", ['a.ts:1 "embedded AWS": say local AWS']],
  ['/**\n * It is made by\n * hand.\n */', ['a.ts:2 "made by hand": say created manually']],
  ['// Who is\n// told.', ['a.ts:1 "is told": say is reported, notify']],
  ["import '../scanning/sweep.ts'; // scan-sweep, scanning.sweep", []],
  ['const lookedAt = isTold(journals);', []],
  ['/** The journal. */', ['a.ts:1 "journal": say audit log']],
])('%j', (text, found) => {
  expect(replacedInSource('a.ts', text)).toEqual(expect.arrayContaining(found));
  expect(replacedInSource('a.ts', text).length > 0).toBe(found.length > 0);
});
