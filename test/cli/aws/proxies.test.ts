import { expect, test } from 'vitest';
import { proxiesOf } from '../../../cli/aws/proxies.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';

const proxy = { HTTPS_PROXY: 'proxy:3128' };

test.each([
  ['amazonaws.com', ['amazonaws.com', '.amazonaws.com']],
  ['.Amazonaws.com', ['amazonaws.com', '.amazonaws.com']],
  ['*.a.example b.example.', ['a.example', '.a.example', 'b.example', '.b.example']],
  ['a.example:8443', ['a.example:8443']],
  ['[2001:db8::1]', ['2001:db8::1', '[2001:db8::1]']],
  ['10.0.0.0/8', ['10.1.2.3']],
  ['', ['localhost', '127.0.0.1', '[::1]', '169.254.169.254']],
])('NO_PROXY=%s is read as the AWS CLI and curl do', (NO_PROXY, expected) => {
  const AWS_ENDPOINT_URL = 'http://10.1.2.3:4566';
  const { no_proxy = '' } = proxiesOf({ ...proxy, NO_PROXY, AWS_ENDPOINT_URL }) ?? {};
  expect(no_proxy.split(',')).toEqual(expect.arrayContaining(expected));
  expect(no_proxy.includes('10.1.2.3')).toBe(NO_PROXY.includes('/'));
});

test('the lower case goes before the upper, and no proxy is none', () => {
  expect(proxiesOf({ ...proxy, https_proxy: 'http://other:1' })?.https_proxy).toBe(
    'http://other:1',
  );
  expect(proxiesOf({ HTTPS_PROXY: '', NO_PROXY: '*' })).toBeUndefined();
});

test.each(['eusc-de-east-1', 'cn-northwest-1', 'us-isob-east-1', 'us-gov-west-1'])(
  'registry.yml takes the region %s',
  (region) => {
    const topicArn = `arn:aws-x:sns:${region}:123456789012:team-a`;
    const config = parseRegistryConfig(
      `targets: [{account: "123456789012", regions: [${region}]}]\nalerts: {copies: [{topicArn: "${topicArn}", format: json}]}\n`,
    );
    expect(config.targets[0]?.regions).toEqual([region]);
  },
);
