import { expect, test } from 'vitest';
import { changesBetween } from '../../../../cli/print/answers/config.ts';

const at = '2026-11-27T09:12:00.000Z';
const version = { version: 7, at, by: 'anna', file: 'registry.yml' };

test('what changes is a unified diff with three lines around it', () => {
  const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', ''];
  const before = lines.join('\n');
  const source = before.replace('e', 'E');
  expect(changesBetween({ version, source: before }, { source, name: 'registry.yml' })).toBe(
    `--- version 7
+++ registry.yml
@@ -2,7 +2,7 @@
 b
 c
 d
-e
+E
 f
 g
 h
`,
  );
});

test('line ends and the last line count', () => {
  const of = (before: string, source: string) =>
    changesBetween({ version, source: before }, { source, name: 'x' });
  expect(of('a\n', 'a\r\n')).toContain('-a\n+a\r\n');
  expect(of('a\n', 'a')).toContain('-a\n+a\n\\ No newline at end of file');
  expect(of('a', 'a')).toBe('');
});

test('nothing is compared with what is not there, or cannot be read', () => {
  expect(changesBetween({}, { source: 'a', name: 'x' })).toBe('');
  expect(changesBetween({ version }, { source: 'a', name: 'x' })).toBe('');
  const unknown = changesBetween({ source: 'b' }, { source: 'a', name: 'x' });
  expect(unknown).toContain('--- the active one\n');
});

test('too many different lines are not compared', () => {
  const lines = (of: string) => Array.from({ length: 40_000 }, (_, it) => `${of}${it}`).join('\n');
  const compared = changesBetween(
    { version, source: lines('a') },
    { source: lines('b'), name: '' },
  );
  expect(compared).toBeUndefined();
});
