import { expect, test } from 'vitest';
import { occasion } from '../../../../shared/steward/walk/occasion.ts';

const activated = {
  'detail-type': 'ECR Steward Configuration Activated',
  source: 'ecr-steward',
  detail: { stack: 'ecr-steward-dev', version: 7, by: 'somebody', file: 'registry.yml' },
};
const target = { account: '123456789012', region: 'eu-west-1' };

test.each<[string, unknown, object]>([
  ['a schedule is for all', { 'detail-type': 'Scheduled Event', detail: {} }, {}],
  ['an activation', activated, { activated: 7, only: ['declared', 'baseline', 'cache'] }],
  ['the function itself', { target, configuration: 3 }, { target, configuration: 3 }],
  ['a person who names visitors', { only: ['naming'] }, { only: ['naming'] }],
])('%s', (_, event, expected) => {
  const { configuration, activated: version, only, target: registry } = occasion.parse(event);
  const found = { configuration, activated: version, only, target: registry };
  expect(JSON.parse(JSON.stringify(found))).toEqual(expected);
});

test.each<[string, unknown]>([
  ['a visitor that there is not', { only: ['names'] }],
  ['no visitor at all', { only: [] }],
  ['a version that there cannot be', { configuration: 0 }],
  ['an account that is none', { target: { ...target, account: '12' } }],
  ['an activation without its version', { ...activated, detail: {} }],
  ['no object', 'walk'],
])('%s is refused', (_, event) => {
  expect(occasion.safeParse(event).success).toBe(false);
});
