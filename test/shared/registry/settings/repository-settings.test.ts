import { expect, test } from 'vitest';
import { tagsByKey } from '../../../../shared/registry/settings/policies.ts';
import {
  encryptionOf,
  mutabilityInput,
  mutabilityOf,
  observedMutability,
  sameEncryption,
} from '../../../../shared/registry/settings/repository-settings.ts';

test.each([
  ['MUTABLE', undefined, { imageTagMutability: 'MUTABLE' }],
  ['IMMUTABLE', [], { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', exclusions: [] }],
  ['MUTABLE', ['v*'], { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', exclusions: ['v*'] }],
] as const)('%s with the exclusions %j', (mode, exclusions, expected) => {
  expect(mutabilityOf(mode, exclusions)).toEqual(expected);
});

test('a mutability is read from an answer, and written in a request', () => {
  expect(observedMutability({})).toEqual({ imageTagMutability: 'MUTABLE' });
  expect(mutabilityInput({ imageTagMutability: 'MUTABLE' })).toEqual({
    imageTagMutability: 'MUTABLE',
  });
  const mutability = mutabilityOf('IMMUTABLE', ['v*', 'latest']);
  expect(observedMutability(mutabilityInput(mutability))).toEqual(mutability);
});

test.each([
  ['AES256', undefined, 'AES256', undefined, true],
  ['KMS', 'own', 'AES256', undefined, false],
  ['KMS', 'own', 'KMS', undefined, true],
  ['KMS', 'own', 'KMS', 'own', true],
  ['KMS', 'own', 'KMS', 'other', false],
  ['KMS', undefined, 'KMS', 'other', false],
] as const)('%s by %s is as good as %s by %s: %s', (type, key, wantedType, wanted, same) => {
  const observed = encryptionOf({ encryptionType: type, kmsKey: key });
  const declared = { encryptionType: wantedType, ...(wanted && { kmsKey: wanted }) };
  expect(sameEncryption(observed, declared)).toBe(same);
  expect('kmsKey' in observed).toBe(key !== undefined);
});

test('tags by their keys', () => {
  expect(tagsByKey(undefined)).toEqual({});
  expect(tagsByKey([{ Key: 'a', Value: '1' }])).toEqual({ a: '1' });
});
