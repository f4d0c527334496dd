import type { QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, test, vi } from 'vitest';
import { entriesOfKind } from '../../../../shared/alerts/ledger/by-kind.ts';
import type { Ledger } from '../../../../shared/alerts/ledger/ledger.ts';
import { logger } from '../../../../shared/runtime/logger.ts';
import { startTestAws } from '../../../local/start.ts';
import { createLedger } from '../../../support/acting.ts';
import { alertOf, everywhere, startPeople } from '../alerts.ts';

/** As DynamoDB answers while it builds an index that a deployment has added. */
function backfilling({ dynamodb }: Pick<Ledger, 'dynamodb'>): void {
  const send = dynamodb.send.bind(dynamodb);
  dynamodb.send = (async (command: QueryCommand) => {
    if (command.constructor.name !== 'QueryCommand') return send(command);
    const message = 'Cannot read from backfilling global secondary index: by-kind';
    throw Object.assign(new Error(message), { name: 'ValidationException' });
  }) as typeof send;
}

test('while DynamoDB builds the index nothing is resolved, and what is new is reported', async () => {
  const { clients, clock, now, peopleWith, mails } = await startPeople();
  const warned = vi.spyOn(logger, 'warn').mockReturnValue(undefined);
  await peopleWith().notify([alertOf({ stands: true })]);
  clock.minutes = 5;
  const { dynamodb } = clients;
  const send = dynamodb.send;
  backfilling({ dynamodb });
  const run = { kinds: ['naming.violation'] as const, began: now(), covers: everywhere };
  expect(await peopleWith().resolve(run, [])).toBe(0);
  expect(
    await peopleWith().notify([
      alertOf({ kind: 'tags.moved', cause: { id: 'b', windowSeconds: 60 } }),
    ]),
  ).toBe(1);
  expect(mails()).toHaveLength(2);
  expect(warned).toHaveBeenCalledOnce();
  dynamodb.send = send;
  expect(await peopleWith().resolve(run, [])).toBe(1);
  warned.mockRestore();
});

test('a table without the index is an error that says what to do, and not one without alerts', async () => {
  const { aws, config } = await startTestAws();
  await aws.dynamodb.createTable('old', {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const ledger = await createLedger({ aws, config });
  await expect(
    Array.fromAsync(entriesOfKind({ ...ledger, table: 'old' }, 'naming.violation')),
  ).rejects.toMatchObject({
    name: 'NoIndexError',
    message: expect.stringMatching(/^the table old has no index by-kind: add it/),
  });
});

test('any other refusal is an error', async () => {
  const ledger = await createLedger(await startTestAws());
  const filter = { FilterExpression: 'no filter' };
  await expect(Array.fromAsync(entriesOfKind(ledger, 'a', filter))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(
    Array.fromAsync(entriesOfKind({ ...ledger, table: 'gone' }, 'a')),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
