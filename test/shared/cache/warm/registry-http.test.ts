import { describe, expect, test } from 'vitest';
import {
  childMissing,
  listRefused,
  platformMissing,
  pullRefused,
} from '../../../../shared/cache/warm/failure.ts';
import {
  accepted,
  jsonOf,
  listAt,
  RegistryRefusal,
  textAt,
  valueAt,
} from '../../../../shared/cache/warm/registry-http.ts';

const answer = (status: number, text = '', headers: Record<string, string> = {}) => ({
  status,
  text,
  headers: new Headers(headers),
});

function refusalOf(...args: Parameters<typeof answer>): RegistryRefusal {
  try {
    accepted(answer(...args));
  } catch (error) {
    if (error instanceof RegistryRefusal) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('an answer', () => {
  test.each([200, 204, 299])('of %i is accepted', (status) => {
    expect(accepted(answer(status)).status).toBe(status);
  });

  test.each([199, 300, 302, 404, 500])('of %i is refused', (status) => {
    expect(refusalOf(status)).toMatchObject({ status, code: 'UNKNOWN', message: 'UNKNOWN' });
  });

  test('has the first of its errors', () => {
    const errors = [{ code: 'DENIED', message: 'not\n  allowed' }, { code: 'OTHER' }];
    const refusal = refusalOf(403, JSON.stringify({ errors }));
    expect(refusal).toMatchObject({ code: 'DENIED', message: 'not allowed' });
  });

  test.each(['<html>', '[]', '{"errors":{}}', '{"errors":[7]}', 'null'])('may be %s', (text) => {
    expect(refusalOf(503, text)).toMatchObject({ code: 'UNKNOWN' });
  });

  test.each([
    ['7', 7_000],
    ['0', undefined],
    ['Thu, 01 Jan 1970 00:00:00 GMT', undefined],
    ['soon', undefined],
  ])('names a pause of %s', (retryAfter, ms) => {
    expect(refusalOf(429, '', { 'retry-after': retryAfter }).retryAfterMs).toBe(ms);
  });

  test('names a pause up to a time', () => {
    const until = new Date(Date.now() + 60_000).toUTCString();
    const ms = refusalOf(429, '', { 'retry-after': until }).retryAfterMs ?? 0;
    expect(ms).toBeGreaterThan(0);
    expect(ms).toBeLessThanOrEqual(60_000);
  });

  test('names no pause', () => {
    expect(refusalOf(429).retryAfterMs).toBeUndefined();
  });
});

test.each([
  [0, 'X', false, true],
  [429, 'X', true, false],
  [400, 'TOOMANYREQUESTS', true, false],
  [499, 'X', false, false],
  [500, 'X', false, true],
])('%i %s: too many requests %s, unavailable %s', (status, code, tooMany, unavailable) => {
  const refusal = new RegistryRefusal({ status, code, message: '' });
  expect([refusal.isTooManyRequests, refusal.isUnavailable]).toEqual([tooMany, unavailable]);
});

test('what is not there is not read', () => {
  expect(jsonOf('{')).toBeUndefined();
  for (const value of [undefined, null, 7, 'text'])
    expect(valueAt(value, 'length')).toBeUndefined();
  expect(valueAt({ a: 1 }, 'a')).toBe(1);
  expect([textAt({ a: 1 }, 'a'), textAt({ a: 'b' }, 'a')]).toEqual([undefined, 'b']);
  expect([listAt({ a: {} }, 'a'), listAt({ a: [1] }, 'a')]).toEqual([[], [1]]);
});

const target = {
  prefix: 'hub',
  repositoryName: 'hub/a',
  tag: '1',
  upstream: 'registry-1.docker.io',
};
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const refused = (status: number, code = 'X') => new RegistryRefusal({ status, code, message: 'm' });

describe('why an image is not warm', () => {
  test.each<[number, string, string, string]>([
    [403, 'DENIED', 'registry-1.docker.io', 'UpstreamAccessDenied'],
    [403, 'DENIED', 'registry.k8s.io', 'UpstreamAccessDenied'],
    [404, 'NAME_UNKNOWN', 'registry-1.docker.io', 'RepositoryNotFound'],
    [404, 'MANIFEST_UNKNOWN', 'registry-1.docker.io', 'ImageNotFound'],
    [418, 'TEAPOT', 'registry-1.docker.io', 'TEAPOT'],
  ])('%i %s of %s has the code that ECR has for it', (status, code, upstream, expected) => {
    expect(pullRefused({ ...target, upstream }, refused(status, code), host).code).toBe(expected);
  });

  test('an upstream that takes no login has refused anybody', () => {
    const causes = ['registry-1.docker.io', 'quay.io', 'registry.k8s.io'].map(
      (upstream) => pullRefused({ ...target, upstream }, refused(403), host).cause,
    );
    expect(causes[0]).toBe(causes[1]);
    expect(causes[2]).not.toBe(causes[0]);
  });

  test('nobody answers: where, only the refusal knows', () => {
    expect(pullRefused(target, refused(0), host).cause).toBe('m');
    expect(pullRefused(target, refused(500), host).cause).not.toBe('m');
  });

  test.each([
    [401, /list the tags/],
    [403, /list the tags/],
    [404, /path upstream/],
    [500, /next run/],
    [0, /next run/],
  ])('a list of tags was answered with %i', (status, remedy) => {
    expect(listRefused('quay.io', refused(status))).toMatchObject({
      code: 'TagsNotListed',
      cause: expect.stringContaining('quay.io'),
      remedy: expect.stringMatching(remedy),
    });
  });

  test('a platform is missing, or an image of the index', () => {
    expect(platformMissing('linux/arm64', ['linux/amd64']).cause).toContain('linux/amd64');
    expect(platformMissing('linux/arm64', []).cause).toContain('none');
    expect(childMissing('hub/a', '1', 'linux/arm64').remedy).toContain('imageTag=1');
  });
});
