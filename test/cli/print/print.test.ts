import { expect, test } from 'vitest';
import { paint, table, visible } from '../../../cli/print/print.ts';

const hostile = 'evil/\x1b]0;owned\x07\x9b2J\nforged';
const harmless = 'evil/\\u001b]0;owned\\u0007\\u009b2J\\u000aforged';

test('a name with control characters is shown as text in names, colours and tables', () => {
  expect(visible(hostile)).toBe(harmless);
  expect(paint('red', hostile)).toContain(harmless);
  expect(table(['NAME', 'TAGS'], [[hostile, '1']]).split('\n')).toEqual([
    expect.stringMatching(/^NAME +TAGS$/),
    `${harmless}     1`,
  ]);
});

test('a name in any script is shown as it is', () => {
  expect(visible('größe/日本語:v1.0')).toBe('größe/日本語:v1.0');
});
