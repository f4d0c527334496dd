import { expect, test } from 'vitest';
import { isOfRepository, unread } from '../../../shared/walk/unread.ts';

const named = (name: string, more: object = { $fault: 'client', $metadata: {} }) =>
  Object.assign(new Error('no'), { name, ...more });

test.each<[string, unknown, boolean]>([
  ['a refusal of AWS', named('AccessDeniedException'), true],
  ['a failure of AWS', named('ServerException', { $metadata: {} }), true],
  ['one with its fault alone', named('ServerException', { $fault: 'server' }), true],
  ['credentials that ran out', named('ExpiredTokenException'), false],
  ['credentials that nobody has', named('CredentialsProviderError'), false],
  ['nobody who answers', named('Error', { $metadata: {}, code: 'ECONNREFUSED' }), false],
  ['a defect of ours', new TypeError('no'), false],
  ['no error at all', { $fault: 'client', $metadata: {} }, false],
])('%s is of one repository: %s', (_, error, is) => {
  expect(isOfRepository(error)).toBe(is);
});

test('why it could not be read is told, whatever was thrown', () => {
  expect(unread('a', 'odd')).toEqual({ repository: 'a', error: 'odd' });
});
