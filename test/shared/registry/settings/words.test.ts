import { expect, test } from 'vitest';
import { inWords } from '../../../../shared/registry/settings/words.ts';

const policy = (value: object) => JSON.stringify(value);

test.each<[unknown, string]>([
  [undefined, 'none'],
  [null, 'null'],
  [true, 'true'],
  [7, '7'],
  ['text', 'text'],
  [[], 'none'],
  [['a', 'b'], 'a, b'],
  [{}, 'none'],
  [{ team: 'a', stage: 'dev' }, 'team=a, stage=dev'],
  [{ imageTagMutability: 'IMMUTABLE' }, 'IMMUTABLE'],
  [{ imageTagMutability: 'MUTABLE_WITH_EXCLUSION', exclusions: ['v*'] }, 'MUTABLE but v*'],
  [{ encryptionType: 'AES256' }, 'AES256'],
  [{ encryptionType: 'KMS', kmsKey: 'arn:key' }, 'KMS with arn:key'],
  [{ AWS: ['1', '2'] }, '1, 2'],
  [{ AWS: '1', Service: 's' }, 'AWS=1, Service=s'],
  [policy({ rules: [{ rulePriority: 1, description: 'keep 5' }] }), 'keep 5'],
  [
    policy({ rules: [{ rulePriority: 1, description: '' }, { rulePriority: 2 }] }),
    'rule 1, rule 2',
  ],
  [policy({ Statement: [{}] }), '1 statement'],
  [policy({ Statement: {} }), '1 statement'],
  [policy({ Statement: [{}, {}] }), '2 statements'],
  [policy({}), '0 statements'],
  ['{no JSON', '0 statements'],
])('%j is %s', (value, words) => {
  expect(inWords(value)).toBe(words);
});
