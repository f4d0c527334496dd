import { expect, test } from 'vitest';
import { outcomeOf } from '../../../shared/registry/paced.ts';

function answered(name: string, httpStatusCode?: number): Error {
  const $metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  return Object.assign(new Error(name), { name, $metadata });
}

test.each<[unknown, string]>([
  [answered('ThrottlingException', 400), 'throttled'],
  [answered('TooManyRequestsException', 429), 'throttled'],
  [answered('LimitExceededException', 400), 'ok'],
  [answered('RepositoryNotFoundException', 400), 'ok'],
  [answered('AccessDeniedException', 499), 'ok'],
  [answered('ServerException', 500), 'other'],
  [answered('ServerException', 503), 'other'],
  [answered('TimeoutError'), 'other'],
  [new Error('the network'), 'other'],
  ['no error at all', 'other'],
])('for the rate, %s is %s', (error, outcome) => {
  expect(outcomeOf(error)).toBe(outcome);
});
