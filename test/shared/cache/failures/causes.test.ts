import { ImageFailureCode } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { causeOfAnswer } from '../../../../shared/cache/credentials/registry-answer.ts';
import { causeCodes, causeFor, causeOfCode } from '../../../../shared/cache/failures/causes.ts';
import { pullRefused } from '../../../../shared/cache/warm/failure.ts';
import { RegistryRefusal } from '../../../../shared/cache/warm/registry-http.ts';

const pulled = { prefix: 'hub', repositoryName: 'hub/library/redis', reference: '7' };
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const target = { ...pulled, tag: '7', upstream: 'registry-1.docker.io' };

test.each(Object.values(ImageFailureCode))('%s, which ECR publishes, is in the table', (code) => {
  expect(causeOfCode(code, 'a reason', pulled).cause).not.toMatch(/ECR says/);
});

test.each(['SomethingNew', 'constructor', 'toString', ''])('%j is told as it is', (code) => {
  const { cause, remedy } = causeOfCode(code, 'What happened. ', pulled);
  expect(cause).toBe(`ECR says ${code}: What happened`);
  expect(remedy).toContain('npx ecr-steward doctor hub/library/redis:7 --no-docker');
});

test('without a reason only its code is told, and the image by its digest', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(causeOfCode('SomethingNew', undefined, { ...pulled, reference: digest })).toEqual({
    cause: 'ECR says SomethingNew',
    remedy: `ask the doctor: npx ecr-steward doctor hub/library/redis@${digest} --no-docker`,
  });
});

test.each([
  ['7', 'imageTag=7'],
  ['sha256:abc', 'imageDigest=sha256:abc'],
  [undefined, 'imageTag=latest'],
])('an archived image is restored by what it was pulled by: %s', (reference, id) => {
  const { prefix, repositoryName } = pulled;
  const of = { prefix, repositoryName, ...(reference && { reference }) };
  expect(causeFor('ImageInaccessible', of).remedy).toContain(` --image-id ${id} `);
});

describe.each(causeCodes)('%s', (code) => {
  test('is told in whole words, without a stop at the end', () => {
    for (const text of Object.values(causeFor(code, pulled))) {
      expect(text).toMatch(/^\S.*[^.\s]$/);
      expect(text).not.toMatch(/\.\.|undefined|\n/);
    }
  });
});

/** What a registry answers, and the code of the table that it is. */
test.each<[number, string, string, (typeof causeCodes)[number]]>([
  [
    429,
    'TOOMANYREQUESTS',
    'The upstream registry has throttled the request',
    'UpstreamTooManyRequests',
  ],
  [429, 'TOOMANYREQUESTS', 'You have reached your pull rate limit', 'UpstreamTooManyRequests'],
  [429, 'TOOMANYREQUESTS', 'Rate exceeded', 'RegistryTooManyRequests'],
  [
    503,
    'UNAVAILABLE',
    'The upstream registry is unavailable. Try again later.',
    'UpstreamUnavailable',
  ],
  [500, 'UNKNOWN', 'Internal error', 'RegistryFailed'],
  [401, 'UNAUTHORIZED', 'Not Authorized', 'Unauthorized'],
  [
    403,
    'DENIED',
    'User: arn:aws:sts::1:x is not authorized to perform: ecr:BatchGetImage',
    'PullDenied',
  ],
  [403, 'DENIED', 'The authentication to the upstream registry failed.', 'UpstreamAccessDenied'],
  [404, 'NAME_UNKNOWN', 'The repository with name x does not exist', 'RepositoryNotFound'],
  [404, 'MANIFEST_UNKNOWN', 'Requested image not found', 'ImageNotFound'],
])(
  '%i %s (%s) is %s for doctor, warm and pull-failure alike',
  (status, code, message, expected) => {
    const words = causeFor(expected, pulled);
    const answer = { status, code, message };
    expect(causeOfAnswer(answer, { ...pulled, host })).toEqual(words);
    expect(pullRefused(target, new RegistryRefusal(answer), host)).toMatchObject(words);
    expect(causeOfCode(expected, message, pulled)).toEqual(words);
  },
);

test('an answer without a code is reported with its status', () => {
  const answer = { status: 418, code: '', message: 'short and stout' };
  expect(causeOfAnswer(answer, { ...pulled, host }).cause).toContain('HTTP 418');
});

test.each<[string, object, (typeof causeCodes)[number]]>([
  ['the login works', { login: 'works' }, 'UpstreamPathRefused'],
  ['the rule has no login', { login: 'none' }, 'UpstreamRefusesAnybody'],
  ['no rule fills the repository', { isCached: false }, 'PullDenied'],
])('403 is told otherwise where %s', (_, facts, expected) => {
  const answer = { status: 403, code: 'DENIED', message: 'Forbidden' };
  expect(causeOfAnswer(answer, { ...pulled, host, ...facts })).toEqual(causeFor(expected, pulled));
});

test('on an AWS of this machine, a repository that is not created wants its upstream connected', () => {
  const answer = { status: 404, code: 'NAME_UNKNOWN', message: 'no' };
  const { remedy } = causeOfAnswer(answer, { ...pulled, host: '127.0.0.1:4566' });
  expect(remedy).toMatch(/ecr-steward local --upstream/);
});
