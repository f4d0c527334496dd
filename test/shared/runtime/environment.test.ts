import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  awsEndpoint,
  endpointVariable,
  origin,
  proxyVariable,
  requireVariable,
  upstreamAddress,
} from '../../../shared/runtime/environment.ts';
import { MissingVariableError, UpstreamVariableError } from '../../../shared/runtime/errors.ts';

const proxies = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

beforeEach(() => {
  for (const name of [...proxies, 'AWS_ENDPOINT_URL']) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

test('a variable that is required is set, and not empty', () => {
  vi.stubEnv('STEWARD_TEST', 'x');
  expect(requireVariable('STEWARD_TEST')).toBe('x');
  for (const value of ['', undefined]) {
    vi.stubEnv('STEWARD_TEST', value);
    expect(() => requireVariable('STEWARD_TEST')).toThrow(MissingVariableError);
  }
});

test('the origin is of four variables', () => {
  const values = { ACCOUNT_ID: '1', AWS_REGION: '2', STAGE: '3', STACK_NAME: '4' };
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  expect(origin()).toEqual({ account: '1', region: '2', stage: '3', stack: '4' });
});

describe('an upstream is', () => {
  test.each([
    [undefined, 'quay.io', 'https://quay.io/'],
    ['quay.io=http://127.0.0.1:5001', 'quay.io', 'http://127.0.0.1:5001/'],
    ['a=http://127.0.0.1:1,quay.io=https://localhost', 'quay.io', 'https://localhost/'],
    ['quay.io=http://127.0.0.1:5001', 'ghcr.io', 'http://127.0.0.1:9/'],
    ['', 'quay.io', 'http://127.0.0.1:9/'],
  ])('with %s, %s, at %s', (addresses, host, url) => {
    vi.stubEnv('UPSTREAM_ADDRESSES', addresses);
    expect(upstreamAddress(host).href).toBe(url);
  });

  test.each(['http://example.com', 'http://127.0.0.1.example.com', 'ftp://localhost', 'localhost'])(
    'never off this machine, as at %s',
    (address) => {
      vi.stubEnv('UPSTREAM_ADDRESSES', `quay.io=${address}`);
      expect(() => upstreamAddress('quay.io')).toThrow(UpstreamVariableError);
    },
  );
});

test('the endpoint of AWS, and the variable that named it', () => {
  expect(awsEndpoint()).toBeUndefined();
  vi.stubEnv('AWS_ENDPOINT_URL', '');
  expect([awsEndpoint(), endpointVariable('')]).toEqual([undefined, undefined]);
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'nowhere');
  vi.stubEnv('SOMETHING_ELSE', 'elsewhere');
  expect(awsEndpoint()).toBe('http://127.0.0.1:1');
  expect(endpointVariable('nowhere')).toBe('AWS_ENDPOINT_URL_S3=nowhere');
  expect(endpointVariable('elsewhere')).toBeUndefined();
});

describe('the variable of a proxy', () => {
  test.each<[string, string | undefined, number | undefined, boolean]>([
    ['http://proxy:3128', 'proxy', undefined, true],
    ['proxy:3128', 'proxy', undefined, true],
    ['http://proxy:3128', 'other', 3128, false],
    ['http://proxy:3128', undefined, 3128, true],
    ['http://proxy:3128', undefined, 80, false],
    ['http://proxy', undefined, 80, true],
    ['https://proxy', undefined, 443, true],
    ['https://proxy', undefined, 80, false],
    ['::', 'proxy', undefined, false],
  ])('%s is that of %s %s: %s', (text, hostname, port, is) => {
    vi.stubEnv('HTTPS_PROXY', text);
    expect(proxyVariable(hostname, port)).toBe(is ? 'HTTPS_PROXY' : undefined);
  });

  test('is the first that fits', () => {
    vi.stubEnv('HTTP_PROXY', 'http://proxy:3128');
    vi.stubEnv('http_proxy', 'http://other:3128');
    expect(proxyVariable('proxy')).toBe('HTTP_PROXY');
    expect(proxyVariable(undefined, 3128)).toBe('http_proxy');
  });
});
