import { describe, expect, test } from 'vitest';
import { parseImage } from '../../../shared/cache/doctor/image.ts';
import { dualStackHost, parseRegistryHost } from '../../../shared/registry/host.ts';
import { partitionOf, repositoryArn } from '../../../shared/registry/identity.ts';
import { parseImageUri } from '../../../shared/use/image-uri.ts';

const registryId = '123456789012';

/** Each with a region, its suffix, and that of its dual-stack registry. */
const partitions = [
  ['aws', 'eu-west-1', 'amazonaws.com', 'on.aws'],
  ['aws', 'mx-central-1', 'amazonaws.com', 'on.aws'],
  ['aws-cn', 'cn-northwest-1', 'amazonaws.com.cn', 'on.amazonwebservices.com.cn'],
  ['aws-us-gov', 'us-gov-east-1', 'amazonaws.com', 'on.aws'],
  ['aws-eusc', 'eusc-de-east-1', 'amazonaws.eu', 'on.amazonwebservices.eu'],
  ['aws-iso', 'us-iso-west-1', 'c2s.ic.gov', 'on.aws.ic.gov'],
  ['aws-iso-b', 'us-isob-east-1', 'sc2s.sgov.gov', 'on.aws.scloud'],
  ['aws-iso-e', 'eu-isoe-west-1', 'cloud.adc-e.uk', 'on.cloud-aws.adc-e.uk'],
  ['aws-iso-f', 'us-isof-south-1', 'csp.hci.ic.gov', 'on.aws.hci.ic.gov'],
] as const;

describe.each(partitions)('in %s, %s', (name, region, suffix, dualStack) => {
  test('ARNs are of the partition', () => {
    expect(partitionOf(region).name).toBe(name);
    expect(repositoryArn({ registryId, region }, 'team-a/*')).toBe(
      `arn:${name}:ecr:${region}:${registryId}:repository/team-a/*`,
    );
  });

  test.each([
    [`${registryId}.dkr.ecr.${region}.${suffix}`, false],
    [`${registryId}.dkr.ecr-fips.${region}.${suffix}`, true],
    [`${registryId}.dkr-ecr.${region}.${dualStack}`, false],
    [`${registryId}.dkr-ecr-fips.${region}.${dualStack}`, true],
  ])('%s is a registry', (host, fips) => {
    const expected = { host, registryId, region, fips };
    expect(parseRegistryHost(host)).toEqual(expected);
    expect(parseRegistryHost(`${host.toUpperCase()}:443`)).toEqual(expected);
    expect(parseImageUri(`${host}/team-a/web:1.0.0`, { registryId, region })).toEqual({
      repository: 'team-a/web',
      imageId: { imageTag: '1.0.0' },
    });
  });

  test('its dual-stack host is a registry of the same account', () => {
    const own = parseRegistryHost(`${registryId}.dkr.ecr.${region}.${suffix}`);
    expect(own && dualStackHost(own)).toBe(`${registryId}.dkr-ecr.${region}.${dualStack}`);
  });
});

test.each([
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn',
  '123456789012.dkr.ecr.cn-north-1.amazonaws.com',
  '123456789012.dkr-ecr.eu-west-1.amazonaws.com',
  '123456789012.dkr.ecr.eu-west-1.on.aws',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443',
  '12345678901.dkr.ecr.eu-west-1.amazonaws.com',
  'public.ecr.aws',
])('%s is no private registry', (host) => {
  expect(parseRegistryHost(host)).toBeUndefined();
});

test('an image is named by its registry in any case of letters', () => {
  const host = '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu';
  expect(parseImage(`${host.toUpperCase()}:443/team-a/web:1.0.0`)).toMatchObject({
    host,
    repository: 'team-a/web',
  });
});
