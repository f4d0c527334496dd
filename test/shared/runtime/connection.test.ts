import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { callOf, recordingCalls } from '../../../shared/runtime/called.ts';
import { connectionTrouble } from '../../../shared/runtime/connection.ts';
import { anyText, repositoryOfArn } from '../../../shared/runtime/ecr-fields.ts';
import { StewardError, UnprocessableEventError } from '../../../shared/runtime/errors.ts';
import { anyEvent, parse } from '../../../shared/runtime/event.ts';
import { explain, isNobodyThere } from '../../../shared/runtime/explain.ts';
import { isNotOffered, statusOf } from '../../../shared/runtime/offered.ts';
import { proxyFailure } from '../../../shared/runtime/proxy-failure.ts';
import { clientConfig } from '../../local/start.ts';

/** An error with what the system or the SDK hangs on it. */
const failure = (more: object, message = 'x') => Object.assign(new Error(message), more);
const answered = (name: string, message: string, httpStatusCode = 400) =>
  failure({ name, $fault: 'client', $metadata: { httpStatusCode } }, message);

beforeEach(() => {
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'AWS_ENDPOINT_URL'];
  for (const name of names) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

describe('a connection that did not come about', () => {
  test.each<[string, unknown, RegExp, boolean]>([
    ['refused', failure({ code: 'ECONNREFUSED' }), /nothing listens/, false],
    ['by fetch', failure({ cause: failure({ code: 'ENOTFOUND' }) }), /no host/, false],
    ['a certificate', failure({ code: 'CERT_HAS_EXPIRED' }), /has expired/, true],
    ['another', failure({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }), /not signed by a trusted/, true],
    ['one more', failure({ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }), /trusted/, true],
    ['in time', failure({ name: 'TimeoutError' }), /in time/, false],
    ['a code of no use', failure({ code: 'EWHAT' }), /^the connection failed$/, false],
    ['a code that is a method', failure({ code: 'toString' }), /^the connection failed$/, false],
    ['no code', failure({ code: 7 }), /^the connection failed$/, false],
    ['no error', 'x', /^the connection failed$/, false],
  ])('%s', (_, error, why, isTrust) => {
    expect(connectionTrouble(error)).toEqual({ why: expect.stringMatching(why), isTrust });
  });

  test.each<[string, unknown, boolean]>([
    ['refused', failure({ code: 'ECONNREFUSED' }), true],
    ['without an answer', failure({ name: 'TimeoutError' }), true],
    ['cut, by a time', failure({ name: 'TimeoutError', code: 'ECONNRESET' }), false],
    ['cut', failure({ code: 'ECONNRESET' }), false],
    ['no error', { code: 'ECONNREFUSED' }, false],
  ])('%s: nobody is there %#', (_, error, is) => {
    expect(isNobodyThere(error)).toBe(is);
  });
});

describe('a proxy', () => {
  test.each([
    ['Proxy response (407) !== 200', /user name and password/],
    ['Proxy response (403) !== 200 when HTTP Tunneling', /does not allow this host \(HTTP 403\)/],
    ['Proxy response (502) !== 200', /cannot reach this host/],
    [
      'Failed to establish tunnel to quay.io:443 via http://p:1: HTTP/1.1 503 x',
      /cannot reach quay\.io:443/,
    ],
    ['the proxy tunnel went away', /does not answer/],
  ])('says "%s"', (message, told) => {
    expect(proxyFailure(new Error(message))).toMatch(told);
    expect(proxyFailure(new Error('x', { cause: new Error(message) }))).toMatch(told);
    expect(connectionTrouble(new Error(message))).toMatchObject({ isTrust: false });
  });

  test('is not there', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://proxy:3128');
    expect(proxyFailure(failure({ hostname: 'proxy' }))).toContain('HTTPS_PROXY');
    expect(proxyFailure(failure({ hostname: 'quay.io', port: 443 }))).toBeUndefined();
  });

  test('has nothing to do with it', () => {
    for (const error of [new Error('x'), 'x', undefined])
      expect(proxyFailure(error)).toBeUndefined();
  });
});

describe('a failure is explained', () => {
  test.each<[string, unknown, RegExp | undefined]>([
    ['as it says', new StewardError('do this'), /^do this$/],
    ['not for what is no error', 'x', undefined],
    ['not for a defect', new TypeError('x'), undefined],
    ['without a region', new Error('Region is missing'), /no region is set/],
    ['with a wrong region', new Error('Region not accepted: region="x".'), /with --region$/],
    ['by its code', failure({ code: 'ENOTFOUND', hostname: 'a.example' }), /^a\.example does not/],
    [
      'by address and port',
      failure({ code: 'ECONNREFUSED', address: '::1', port: 7 }),
      /^::1:7 does/,
    ],
    ['without an address', failure({ code: 'ECONNRESET', port: 7 }), /^the AWS endpoint does not/],
    ['as no TLS', failure({ code: 'EPROTO' }), /http:\/\/$/],
    ['as a certificate that is over', failure({ code: 'CERT_HAS_EXPIRED' }), /has expired$/],
    [
      'as one of another name',
      failure({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      /check AWS_ENDPOINT_URL$/,
    ],
    ['as one of nobody', failure({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }), /AWS_CA_BUNDLE/],
    ['as throttled', answered('ThrottlingException', 'Rate exceeded'), /^AWS throttled/],
    ['as denied', answered('AccessDeniedException', 'no.'), /^access denied: no\. Give/],
    ['as a bucket', failure({ name: 'NoSuchBucket', BucketName: 'b' }), /no bucket b:/],
    [
      'as a bucket in the text',
      failure({ name: 'NoSuchBucket' }, 'There is none: b'),
      /no bucket b:/,
    ],
    ['as no AWS', failure({ $response: { statusCode: 502 } }), /HTTP 502, no AWS answer/],
    [
      'as a refusal',
      answered('ValidationException', 'no'),
      /AWS answered ValidationException: no \(HTTP 400\)$/,
    ],
    ['as a fault of AWS', answered('ServerException', 'no', 500), /\(HTTP 500\)\. Try again/],
    ['one below it', answered('X', 'no', 499), /\(HTTP 499\)$/],
    ['in one line', new StewardError('a'), /^a$/],
  ])('%s', (_, error, told) => {
    const text = explain(error);
    if (told) expect(text).toMatch(told);
    else expect(text).toBeUndefined();
  });

  test('by the variable that is no URL', () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'nowhere');
    const error = failure({ code: 'ERR_INVALID_URL', input: 'nowhere' });
    expect(explain(error)).toMatch(/^AWS_ENDPOINT_URL=nowhere is not a URL/);
    expect(explain(failure({ code: 'ERR_INVALID_URL', input: 'x' }))).toBeUndefined();
    expect(explain(failure({ code: 'ECONNRESET' }))).toMatch(/^nowhere does not answer/);
  });

  test('in one line whatever it says', () => {
    expect(explain(answered('ValidationException', 'a\n  b'))).toContain('a b');
  });
});

describe('an operation is not there', () => {
  test.each<[unknown, boolean]>([
    [answered('UnsupportedOperationException', 'x'), true],
    [answered('UnknownOperation', 'x'), true],
    [answered('InvalidAction', 'x'), true],
    [answered('ValidationException', 'It is not available in this region'), true],
    [answered('ValidationException', 'x'), false],
    [answered('OtherException', 'It is not available in this region'), false],
    [answered('AccessDeniedException', 'x'), false],
    [failure({ name: 'Unknown', $response: { statusCode: 404 } }), false],
    ['UnknownOperation', false],
  ])('%s: %s', (error, is) => {
    expect(isNotOffered(error)).toBe(is);
  });

  test('the status is that of the answer', () => {
    expect(
      statusOf(failure({ $response: { statusCode: 1 }, $metadata: { httpStatusCode: 2 } })),
    ).toBe(1);
    expect(statusOf(failure({ $metadata: { httpStatusCode: 2 } }))).toBe(2);
    expect(statusOf(failure({}))).toBe(0);
  });
});

describe('an error tells its call', () => {
  test('which failed, and where it was sent', async () => {
    const config = clientConfig({ endpoint: 'http://127.0.0.1:1', region: 'eu-west-1' });
    const ecr = recordingCalls(new ECRClient(config));
    onTestFinished(() => ecr.destroy());
    const error = await ecr.send(new DescribeRepositoriesCommand({})).catch((it) => it);
    expect(callOf(error)).toEqual({
      operation: 'ecr:DescribeRepositories',
      origin: 'http://127.0.0.1:1',
    });
    expect([callOf(new Error('x')), callOf('x')]).toEqual([undefined, undefined]);
  });
});

describe('what an event says', () => {
  const schema = z.object({ a: z.object({ b: z.string() }) });

  test('is parsed, or told by its path', () => {
    expect(parse(schema, { a: { b: 'c' } })).toEqual({ a: { b: 'c' } });
    expect(() => parse(schema, { a: { b: 1 } })).toThrow(UnprocessableEventError);
    expect(() => parse(schema, { a: { b: 1 } })).toThrow('a.b: invalid_type');
    expect(() => parse(anyEvent, null)).toThrow('event: invalid_type');
  });

  test('stands in one line', () => {
    expect(z.parse(anyText, `a\nb\u001b[1m${'x'.repeat(600)}`)).toMatch(/^a\?b\?\[1mx{492,494}$/);
    const arn = 'arn:aws:ecr:eu-west-1:123456789012:repository/';
    expect(z.parse(repositoryOfArn, `${arn}team/app`)).toBe('team/app');
    for (const text of [arn, `${arn}Team`, 'arn:aws:ecr:eu-west-1:1:repository/a']) {
      expect(z.safeParse(repositoryOfArn, text).success).toBe(false);
    }
  });
});
