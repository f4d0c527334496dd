import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { type Ledger, tellOnce } from '../../../shared/alerts/once.ts';
import { startTestAws } from '../../local/start.ts';

const cause = { id: 'cache/docker.io/UpstreamAccessDenied', windowSeconds: 3600 };
const noon = new Date('2026-11-21T12:00:00Z');
const minutesLater = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

async function startLedger(): Promise<Ledger> {
  const { aws, config } = await startTestAws();
  await aws.dynamodb.createTable('ledger', {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  return { dynamodb: new DynamoDBClient(config), table: 'ledger' };
}

test('tells a cause once per window, and again when it is over', async () => {
  const ledger = await startLedger();
  const told: number[] = [];
  for (const minutes of [0, 1, 59, 60, 61, 121]) {
    const tell = async () => void told.push(minutes);
    await tellOnce(ledger, cause, tell, minutesLater(minutes));
  }
  expect(told).toEqual([0, 60, 121]);
});

test('tells each cause on its own', async () => {
  const ledger = await startLedger();
  const tell = async () => {};
  expect(await tellOnce(ledger, cause, tell, noon)).toBe(true);
  expect(await tellOnce(ledger, { ...cause, id: 'another' }, tell, noon)).toBe(true);
});

test('tells once when many come at once', async () => {
  const ledger = await startLedger();
  const told: string[] = [];
  const tell = async () => void told.push('once');
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => tellOnce(ledger, cause, tell, noon)),
  );
  expect({ told, yes: answers.filter(Boolean).length }).toEqual({ told: ['once'], yes: 1 });
});

test('what could not be told counts as not told', async () => {
  const ledger = await startLedger();
  const failing = async () => {
    throw new Error('no topic');
  };
  await expect(tellOnce(ledger, cause, failing, noon)).rejects.toThrow('no topic');
  expect(await tellOnce(ledger, cause, async () => {}, noon)).toBe(true);
});
