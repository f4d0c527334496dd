import { expect, test } from 'vitest';
import { BadLoginError, parseLogin } from '../../../../shared/cache/credentials/login.ts';

test.each([
  ['token', 'token'],
  ['token\n', 'token'],
  ['token\r\n', 'token'],
  ['a{b}', 'a{b}'],
])('%j is a token', (token, accessToken) => {
  expect(parseLogin('somebody', token)).toEqual({ username: 'somebody', accessToken });
});

test.each([
  ['somebody', ''],
  ['somebody', ' \n'],
  ['somebody', '{"username":"a"}'],
  ['somebody', 'a secret\nof two lines'],
  ['somebody', 'a secret'],
  ['somebody', 'secret\u0007'],
  ['', 'secret'],
  [' ', 'secret'],
  ['some body', 'secret'],
  ['some\tbody', 'secret'],
])('%j with %j is no login, and is not repeated', (username, token) => {
  expect(() => parseLogin(username, token)).toThrow(BadLoginError);
  expect(() => parseLogin(username, token)).not.toThrow(/secret|some/);
});

test('each fault of a token has words of its own', () => {
  const faults = ['', '{', 'a\nb', 'a b'].map((token) => {
    try {
      parseLogin('somebody', token);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  });
  expect(new Set(faults).size).toBe(4);
});
