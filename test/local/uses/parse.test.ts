import { expect, test } from 'vitest';
import { parseUses } from '../../../local/uses/uses.ts';

const services = [{ cluster: 'prod', name: 'web', images: ['host/team-a/web:1'] }];

test('what runs is read from JSON, with all that is optional left out or there', () => {
  expect(parseUses('{}')).toEqual({});
  const whole = {
    services: [{ ...services[0], deployments: [['host/team-a/web:2']], revision: [] }],
    sageMaker: { endpoints: [{ name: 'score', variants: [{ image: 'host/team-a/score:1' }] }] },
    inspector: [
      {
        ...{ repository: 'team-a/web', digest: 'sha256:0', inUseCount: 1 },
        clusters: [{ name: 'blue', runs: { namespace: 'shop', workloads: ['web'] } }],
      },
    ],
  };
  expect(parseUses(JSON.stringify(whole))).toEqual(whole);
});

test.each([
  ['{', /is not JSON$/],
  ['[]', /expected object, received array/],
  [JSON.stringify({ service: services }), /Unrecognized key: "service"/],
  [JSON.stringify({ services: [{ ...services[0], image: 'x' }] }), /services\.0: Unrecognized key/],
  [JSON.stringify({ services: [{ cluster: 'a' }], tasks: 1 }), /services\.0\.name[\s\S]*tasks: /],
])('what cannot be read is refused, each problem with its place: %s', (text, message) => {
  expect(() => parseUses(text)).toThrow(message);
});
