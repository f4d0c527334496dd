import { expect, test } from 'vitest';
import {
  lackingStack,
  missingConfiguration,
  unusableConfiguration,
} from '../../../shared/steward/configuration-alert.ts';

test.each([
  ['that starts', undefined, 'A function that starts now does nothing'],
  ['that runs', 7, 'Functions that run go on with version 7'],
])('an alert of a function %s says what goes on', (_, relyingOn, text) => {
  expect(missingConfiguration(relyingOn).what.join()).toContain(text);
  expect(unusableConfiguration(new Error('cut off'), relyingOn).what.join()).toContain(text);
});

test('what a stack lacks is reported once a day for each version', () => {
  const { cause, what } = lackingStack(3, ['the stack has no roles']);
  expect(cause).toEqual({ id: 'steward/configuration/lacking/3', windowSeconds: 86_400 });
  expect(what).toEqual(['the stack has no roles']);
});
