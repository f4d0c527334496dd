import { expect, test } from 'vitest';
import { clipped, forChat, oneLine, quoted } from '../../../shared/alerts/quote.ts';

test.each([
  ['a\nb', '"a\\nb"'],
  ['\u202e', '"\\u202e"'],
  ['\u00ad', '"\\u00ad"'],
  ['\u{e0041}', '"\\u{e0041}"'],
  ['a "b"', '"a \\"b\\""'],
])('the name %j is quoted as %s', (name, expected) => {
  expect(quoted(name)).toBe(expected);
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['a😀bc', 3, 'a…'],
  ['\u0007\u0007', 6, '\\u000…'],
])('of %j at most %i characters are %j', (text, most, expected) => {
  expect(oneLine(text, most)).toBe(expected);
});

test('what is short enough is not cut', () => {
  expect(clipped('', 0)).toBe('');
  expect(forChat('plain_text-1.0')).toBe('plain_text-1.0');
});
