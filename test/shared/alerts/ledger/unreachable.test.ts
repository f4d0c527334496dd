import { expect, test } from 'vitest';
import type { Fault } from '../../../../local/aws.ts';
import { alertOf, alertsOf, everywhere, startPeople } from '../alerts.ts';

const denied: Fault = { operations: ['dynamodb:UpdateItem'], error: 'AccessDeniedException' };

test('a ledger that cannot be reached is reported once an hour, in one message, and the error is thrown', async () => {
  const { aws, clock, peopleWith, mails, events } = await startPeople();
  aws.faults.set([denied]);
  const sent: number[] = [];
  for (const minutes of [0, 1, 59, 60, 119]) {
    clock.minutes = minutes;
    await expect(peopleWith().notify(alertsOf(30))).rejects.toThrow('not authorized to perform');
    if (mails().length > sent.length) sent.push(minutes);
  }
  expect(sent).toEqual([0, 60]);
  expect(mails()[0]).toMatchObject({
    Subject:
      '[123456789012/eu-west-1] The ledger cannot be reached: nothing is enforced or reported',
    MessageAttributes: {
      kind: { Value: 'steward.ledger-unreachable' },
      severity: { Value: 'critical' },
      account: { Value: '123456789012' },
    },
  });
  expect(mails()[0]?.Message.replace(/\s+/g, ' ')).toContain(
    'is not authorized to perform: dynamodb:UpdateItem on resource: ' +
      'arn:aws:dynamodb:eu-west-1:123456789012:table/ledger',
  );
  expect(events.map(({ detail }) => Reflect.get(Object(detail), 'kind'))).toEqual([
    'steward.ledger-unreachable',
    'steward.ledger-unreachable',
  ]);
});

test('what waited is reported when the ledger is back', async () => {
  const { aws, peopleWith, mails } = await startPeople();
  aws.faults.set([{ ...denied, after: 2, times: 1 }]);
  await expect(peopleWith().notify(alertsOf(5))).rejects.toThrow();
  expect(await peopleWith().notify(alertsOf(5))).toBe(5);
  expect(mails().map(({ MessageAttributes }) => MessageAttributes.kind?.Value)).toEqual([
    'steward.ledger-unreachable',
    'naming.violation',
  ]);
});

test('that a cause was reported is no failure of the ledger', async () => {
  const { peopleWith, mails } = await startPeople();
  await peopleWith().notify([alertOf()]);
  await peopleWith().notify([alertOf()]);
  expect(mails()).toHaveLength(1);
});

test('a scheduled run that cannot read the ledger reports that, and nothing as resolved', async () => {
  const { aws, clock, now, peopleWith, mails } = await startPeople();
  await peopleWith().notify([alertOf({ stands: true })]);
  clock.minutes = 5;
  aws.faults.set([{ operations: ['dynamodb:Query'], error: 'AccessDeniedException' }]);
  const sweep = { kinds: ['naming.violation'] as const, began: now(), covers: everywhere };
  await expect(peopleWith().resolve(sweep, [])).rejects.toThrow('not authorized');
  expect(mails().slice(1)).toMatchObject([
    { MessageAttributes: { kind: { Value: 'steward.ledger-unreachable' } } },
  ]);
});

test('whoever finds it out tells it, and what cannot be sent is tried with the next error', async () => {
  const { aws, peopleWith, mails } = await startPeople();
  const error = new Error('connect ECONNREFUSED');
  aws.faults.set([{ operations: ['sns:Publish'], error: 'AuthorizationError', times: 1 }]);
  await peopleWith().notifyLedgerUnreachable(error);
  expect(mails()).toEqual([]);
  await Promise.all([1, 2, 3].map(() => peopleWith().notifyLedgerUnreachable(error)));
  expect(mails()).toHaveLength(1);
  expect(mails()[0]?.Message).toContain('- Error: connect ECONNREFUSED');
});
