import { expect, test } from 'vitest';
import { isOn } from '../../resources/switches.ts';

test.each([
  ['true', true],
  [true, true],
  ['false', false],
  [false, false],
])('%o is %o', (value, on) => {
  expect(isOn('dashboard', value)).toBe(on);
});

test.each(['yes', '', 'True', null, undefined])('%o is refused', (value) => {
  expect(() => isOn('dashboard', value)).toThrow(
    `--param dashboard: is "${value}", not true or false`,
  );
});
