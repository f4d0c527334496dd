import { expect, test } from 'vitest';
import { isSamePrefix, isWithin } from '../../../../shared/config/schema/prefix.ts';

test.each([
  ['docker.io', 'docker.io/', true],
  ['docker.io', 'docker.io', true],
  ['docker.io', 'docker.io/library', false],
  ['quay.io', 'docker.io', false],
])('%s and %s are one rule: %s', (one, other, same) => {
  expect(isSamePrefix(one, other)).toBe(same);
});

test.each([
  ['docker.io/library', 'docker.io', true],
  ['docker.io', 'docker.io/', true],
  ['docker.iox', 'docker.io', false],
  ['docker.io', 'docker.io/library', false],
])('%s is within %s: %s', (inner, outer, within) => {
  expect(isWithin(inner, outer)).toBe(within);
});
