import { expect, test } from 'vitest';
import { kinds } from '../../../shared/naming/kinds.ts';

test.each([
  ['semver', '1.4.2', true],
  ['semver', 'v1.4.2', true],
  ['semver', '0.0.0', true],
  ['semver', '1.0.0-rc.1', true],
  ['semver', '1.0.0-x.7.z.92', true],
  ['semver', '1.4', false],
  ['semver', '01.4.2', false],
  ['semver', '1.4.2.1', false],
  ['semver', '1.4.2-', false],
  ['semver', '1.4.2-rc..1', false],
  ['semver', 'latest', false],
  ['calver', '2026.11', true],
  ['calver', '2026.11.3', true],
  ['calver', '26-11-03.2', true],
  ['calver', '24.04', true],
  ['calver', '2026.13', false],
  ['calver', '2026.11.32', true],
  ['calver', '2026.11.3.2.1', false],
  ['calver', '1999.01', false],
  ['calver', '202611', false],
  ['git-sha', 'a1b2c3d', true],
  ['git-sha', '09cce42f0a1b2c3d4e5f60718293a4b5c6d7e8f9', true],
  ['git-sha', 'a1b2c3', false],
  ['git-sha', 'A1B2C3D', false],
  ['git-sha', 'g1b2c3d', false],
  ['git-sha', 'a'.repeat(41), false],
  ['git-sha', 'a'.repeat(64), true],
] as const)('%s takes %s: %s', (kind, tag, right) => {
  expect(kinds[kind].pattern.test(tag)).toBe(right);
});

test.each(Object.entries(kinds))('the example of %s is one', (_, { pattern, example }) => {
  expect(example).toMatch(pattern);
});
