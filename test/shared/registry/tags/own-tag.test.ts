import { expect, test } from 'vitest';
import { isOwnTag, kindOfOwnTag } from '../../../../shared/registry/tags/own-tag.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

test.each([
  ['quarantine-abababababab', 'quarantine', true],
  ['in-use-abababababab', 'in-use', true],
  ['quarantine-000000000000', 'quarantine', false],
  ['in-use-000000000000', 'in-use', false],
  ['quarantine-', 'quarantine', false],
  ['in-use-', undefined, false],
  ['in-use-prod', undefined, false],
  ['in-use-ABABABABABAB', undefined, false],
  ['in-use-abababababab0', undefined, false],
  ['1.0.0', undefined, false],
])('%s is of kind %s, and of this image: %s', (tag, kind, own) => {
  expect(kindOfOwnTag(tag)).toBe(kind);
  expect(isOwnTag(tag, digest)).toBe(own);
});
