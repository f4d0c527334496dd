import { expect, test } from 'vitest';
import { difference } from './output.ts';

test.each([
  ['one\ntwo', 'one\ntwo\n', true],
  ['one\ntwo', 'one\nthree', false],
  ['one', 'one\ntwo', false],
  ['one\ntwo', 'one', false],
  ['at … UTC', 'at 09:23:58 UTC', true],
  ['at … UTC', 'at 09:23:58\nUTC', false],
  ['one\n…\nfour', 'one\ntwo\nthree\nfour', true],
  ['one\n…\nfour', 'one\nfour', true],
  ['one\n…', 'one', true],
  ['…\nfour', 'one\nfour\nfive', false],
  ['a.c', 'abc', false],
  ['  one', 'one', false],
  ['one  \n\n', 'one', true],
  ['', '', true],
  ['', 'one', false],
])('%j shows %j: %s', (shown, printed, isRight) => {
  expect(difference(shown, printed) === undefined).toBe(isRight);
});

test('what differs is named, with all that was printed', () => {
  const told = difference('one\n…\nfour\nfive', 'one\ntwo\nfour\nsix');
  expect(told).toBe('not printed so: five\nwhat was printed:\none\ntwo\nfour\nsix');
});
