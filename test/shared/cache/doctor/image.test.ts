import { describe, expect, test } from 'vitest';
import { ImageNameError, parseImage } from '../../../../shared/cache/doctor/image.ts';
import { parseRegistryHost } from '../../../../shared/registry/host.ts';

describe('the host of a registry', () => {
  test.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1', false],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'eu-west-1', false],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1', true],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', false],
  ])('%s', (host, region, fips) => {
    expect(parseRegistryHost(host)).toEqual({ host, registryId: '123456789012', region, fips });
  });

  test.each([
    'docker.io',
    'public.ecr.aws',
    '12.dkr.ecr.eu-west-1.amazonaws.com',
    'x.amazonaws.com',
  ])('%s is none of ours', (host) => {
    expect(parseRegistryHost(host)).toBeUndefined();
  });
});

describe('an image', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  test.each([
    ['docker.io/library/redis', 'docker.io/library/redis', 'latest'],
    ['docker.io/library/redis:7.4-alpine', 'docker.io/library/redis', '7.4-alpine'],
    [`quay.io/a/b:1@${digest}`, 'quay.io/a/b', digest],
    ['123456789012.dkr-ecr.eu-west-1.on.aws/a/b__c:1', 'a/b__c', '1'],
    ['localhost:4566/a/b', 'a/b', 'latest'],
    ['redis', 'redis', 'latest'],
  ])('%s', (text, repository, reference) => {
    const byDigest = reference === digest;
    expect(parseImage(text)).toMatchObject({ text, repository, reference, byDigest });
  });

  test.each(['', 'A/b', 'a//b', 'a/b:', 'a/b@sha256:12', 'https://a/b', 'a/b:c d', 'localhost:1/'])(
    '"%s" is none',
    (text) => {
      expect(() => parseImage(text)).toThrow(ImageNameError);
    },
  );
});

test('a long name that is none is refused at once', () => {
  expect(() => parseImage(`${'a-'.repeat(5_000)}/`)).toThrow(ImageNameError);
});
