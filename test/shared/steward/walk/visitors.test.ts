import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { beforeEach, expect, test, vi } from 'vitest';
import { parseRegistryConfig } from '../../../../shared/config/load.ts';
import { inventoryOf } from '../../../../shared/steward/walk/inventory.ts';
import { visitorNames } from '../../../../shared/steward/walk/occasion.ts';
import {
  declaresSettings,
  imageVisitors,
  settingsVisitors,
} from '../../../../shared/steward/walk/visitors.ts';
import { startTestAws } from '../../../local/start.ts';
import { openGate } from '../../../support/acting.ts';
import { memoryStore } from '../../../support/memory-store.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('LEDGER_TABLE', 'ledger');
  vi.stubEnv('TAGS_TABLE', 'tags');
});

const silent = {
  notify: async () => 0,
  resolve: async () => 0,
  notifyLedgerUnreachable: async () => {},
};

test('a walk for all has each visitor that can be named, in that order', async () => {
  const config = parseRegistryConfig('movedTags: [{ mutable: [latest] }]');
  const gate = await openGate(await startTestAws());
  const dynamodb = new DynamoDBClient({});
  const store = memoryStore();
  const ecr = new ECRClient({});
  const clientOfSource = () => ecr;
  const work = { active: { config }, dynamodb, gate, notifier: silent, clientOfSource, store };
  const inventory = inventoryOf({ ...work, ecr, isOwn: true });
  const all = [...settingsVisitors(work), ...imageVisitors(work), inventory];
  expect(all.map(({ name }) => name)).toEqual(visitorNames);
});

test.each([
  ['{}', false],
  ['baseline: [{ scanOnPush: true }]', true],
  ['pullThroughCache: { rules: [{ prefix: quay, upstream: quay }] }', false],
  [
    'pullThroughCache: { rules: [{ prefix: quay, upstream: quay, repositories: { scanOnPush: true } }] }',
    true,
  ],
])('%s declares settings of repositories: %s', (yaml, declares) => {
  expect(declaresSettings(parseRegistryConfig(yaml))).toBe(declares);
});
