import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { once } from '../../../shared/alerts/ledger/ledger.ts';
import { recordCalls } from '../../support/calls.ts';
import { alertOf, alertsOf, everywhere, startPeople } from './alerts.ts';

test('a cause is reported once per window, and again when the window is over', async () => {
  const { clock, peopleWith, mails } = await startPeople();
  const told: number[] = [];
  for (const minutes of [0, 1, 59, 60, 61, 121]) {
    clock.minutes = minutes;
    if ((await peopleWith().notify([alertOf()])) > 0) told.push(minutes);
  }
  expect(told).toEqual([0, 60, 121]);
  expect(mails()).toHaveLength(3);
});

test('when many tell the same at once, one does', async () => {
  const { peopleWith, mails } = await startPeople();
  const told = await Promise.all(
    Array.from({ length: 20 }, () => peopleWith().notify([alertOf()])),
  );
  expect(told.filter((news) => news > 0)).toEqual([1]);
  expect(mails()).toHaveLength(1);
});

test('an alert is made only when it is new', async () => {
  const { peopleWith } = await startPeople();
  let made = 0;
  const make = async () => {
    made += 1;
    return alertOf();
  };
  const { cause } = alertOf();
  for (const _ of [1, 2, 3]) await peopleWith().notify([{ cause, make }]);
  expect(made).toBe(1);
});

test('after somebody has tried to fix it, it is reported again at once, once for each try', async () => {
  const { peopleWith, mails } = await startPeople();
  for (const occasion of [undefined, 'try 1', 'try 1', undefined, 'try 2']) {
    const cause = { ...alertOf().cause, ...(occasion && { occasion }) };
    await peopleWith().notify([alertOf({ cause })]);
  }
  expect(mails()).toHaveLength(3);
});

test('what could not be sent counts as not told', async () => {
  const { aws, peopleWith, mails } = await startPeople();
  aws.faults.set([{ operations: ['sns:Publish'], error: 'InternalFailure', times: 1 }]);
  await expect(peopleWith().notify(alertsOf(30))).rejects.toThrow();
  expect(mails()).toEqual([]);
  expect(await peopleWith().notify(alertsOf(30))).toBe(30);
});

test('of alerts that were sent in part, the rest is sent on the retry', async () => {
  const { aws, peopleWith, mails } = await startPeople();
  const alerts = [...alertsOf(1), ...alertsOf(1, { kind: 'tags.moved' })];
  aws.faults.set([{ operations: ['sns:Publish'], error: 'InternalFailure', times: 1 }]);
  await expect(peopleWith().notify(alerts)).rejects.toThrow();
  expect(mails()).toHaveLength(1);
  expect(mails()[0]?.Message).not.toContain('could not');
  expect(await peopleWith().notify(alerts)).toBe(1);
  expect(mails().map(({ MessageAttributes }) => MessageAttributes.kind?.Value)).toEqual([
    'tags.moved',
    'naming.violation',
  ]);
});

test('when the ledger cannot remove what is resolved, nothing is sent', async () => {
  const { clients, clock, now, peopleWith, mails } = await startPeople();
  await peopleWith().notify([alertOf({ stands: true })]);
  clock.minutes = 5;
  const send = clients.dynamodb.send.bind(clients.dynamodb);
  clients.dynamodb.send = ((...args: Parameters<typeof send>) =>
    args[0] instanceof DeleteItemCommand
      ? Promise.reject(new Error('throttled'))
      : send(...args)) as typeof send;
  const sweep = { kinds: ['naming.violation'] as const, began: now(), covers: everywhere };
  await expect(peopleWith().resolve(sweep, [])).rejects.toThrow('throttled');
  expect(mails()).toHaveLength(1);
});

test('when the ledger fails for one, none is reported, and all are on the retry', async () => {
  const { clients, peopleWith, mails } = await startPeople();
  const send = clients.dynamodb.send.bind(clients.dynamodb);
  let calls = 0;
  clients.dynamodb.send = ((...args: Parameters<typeof send>) => {
    calls += 1;
    return calls === 3 ? Promise.reject(new Error('throttled')) : send(...args);
  }) as typeof send;
  await expect(peopleWith().notify(alertsOf(5))).rejects.toThrow('throttled');
  const kinds = () => mails().map(({ MessageAttributes }) => MessageAttributes.kind?.Value);
  expect(kinds()).toEqual(['steward.ledger-unreachable']);
  expect(await peopleWith().notify(alertsOf(5))).toBe(5);
  expect(kinds()).toEqual(['steward.ledger-unreachable', 'naming.violation']);
});

test('whoever dies while telling has not told for ever', async () => {
  const { clock, clients, peopleWith, mails } = await startPeople();
  const { sns } = clients;
  const send = sns.send;
  const sending = Promise.withResolvers<void>();
  sns.send = (() => {
    sending.resolve();
    return new Promise(() => {});
  }) as never;
  void peopleWith().notify([alertOf()]);
  await sending.promise;
  expect(await peopleWith().notify([alertOf()])).toBe(0);
  sns.send = send;
  clock.minutes = 2;
  expect(await peopleWith().notify([alertOf()])).toBe(1);
  expect(mails()).toHaveLength(1);
});

test('several of a kind are one message; many kinds are one, too', async () => {
  const { peopleWith, mails, events } = await startPeople();
  await peopleWith().notify([
    ...alertsOf(3),
    ...alertsOf(1, { kind: 'cache.warm-failed', title: 'a title of its own' }),
  ]);
  expect(mails().map(({ Subject }) => Subject)).toEqual([
    '[123456789012/eu-west-1] 3 naming violations in 3 repositories',
    '[123456789012/eu-west-1] a title of its own',
  ]);
  const kinds = [
    'inventory.growth',
    'inventory.quota',
    'tags.moved',
    'scanning.findings',
    'replication.failed',
    'repository.baseline',
  ] as const;
  await peopleWith().notify(kinds.flatMap((kind) => alertsOf(2, { kind })));
  expect(mails()).toHaveLength(3);
  expect(mails()[2]?.MessageAttributes.kind).toEqual({
    Type: 'String.Array',
    Value: JSON.stringify(kinds),
  });
  expect(events).toHaveLength(16);
});

test('five kinds are five messages', async () => {
  const { peopleWith, mails } = await startPeople();
  const kinds = [
    'inventory.growth',
    'inventory.quota',
    'tags.moved',
    'scanning.findings',
    'replication.failed',
  ] as const;
  await peopleWith().notify(kinds.flatMap((kind) => alertsOf(2, { kind })));
  expect(mails().map(({ MessageAttributes }) => MessageAttributes.kind?.Value)).toEqual(kinds);
});

test('events go ten at a time, and fewer when they are long', async () => {
  const { aws, peopleWith, events } = await startPeople();
  const calls = recordCalls(aws);
  const puts = () => calls.splice(0).filter((call) => call === 'events:PutEvents').length;
  await peopleWith().notify(alertsOf(21));
  expect(puts()).toBe(3);
  const what = Array<string>(70).fill('x'.repeat(1_000));
  await peopleWith().notify(alertsOf(5, { kind: 'tags.moved', what }));
  expect(puts()).toBe(2);
  expect(events).toHaveLength(26);
});

test('the ledger forgets what is reported after its window, and what lasts 30 days later', async () => {
  const { clients, now, peopleWith } = await startPeople();
  await peopleWith().notify([alertOf(), ...alertsOf(1, { stands: true })]);
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: 'ledger' }));
  const days = Items.map(({ id, expiresAt }) => [
    id?.S,
    (Number(expiresAt?.N) - now().getTime() / 1_000 - 3_600) / 86_400,
  ]);
  expect(Object.fromEntries(days)).toEqual({ 'naming/a/b/1': 0, 'naming/0': 30 });
});

test('what is to be done once is done once, and again when it has failed', async () => {
  const { clients } = await startPeople();
  const ledger = { dynamodb: clients.dynamodb, table: 'ledger' };
  const cause = { id: 'once', windowSeconds: 3_600 };
  let done = 0;
  const work = () => {
    done += 1;
  };
  const failing = () => Promise.reject(new Error('no'));
  await expect(once(ledger, cause, failing)).rejects.toThrow('no');
  expect(await once(ledger, cause, work)).toBe(true);
  expect(await once(ledger, cause, work)).toBe(false);
  expect(done).toBe(1);
});

test('what a digest does not tell is counted, with how to see it', async () => {
  const { peopleWith, mails, events } = await startPeople();
  await peopleWith().notify(alertsOf(120, { what: ['x'.repeat(900)] }));
  const [mail] = mails();
  expect(mail?.Message).toMatch(/^120 naming violations in 120 repositories\n/);
  const told = mail?.Message.match(/^- team/gm)?.length ?? 0;
  expect(mail?.Message).toContain(`- and ${120 - told} more: npx ecr-steward check shows all`);
  expect(Buffer.byteLength(JSON.stringify(mail))).toBeLessThan(256 * 1024);
  expect(events).toHaveLength(120);
  expect(await peopleWith().notify(alertsOf(120))).toBe(0);
});

test('what is resolved is reported as such, once, where the run has checked', async () => {
  const { clock, now, peopleWith, mails, events } = await startPeople();
  const alerts = alertsOf(3, { stands: true, kind: 'naming.violation' });
  await peopleWith().notify([...alerts, ...alertsOf(1, { kind: 'tags.moved' })]);
  clock.minutes = 10;
  const kinds = ['naming.violation', 'tags.moved'] as const;
  const sweep = {
    kinds,
    began: now(),
    covers: ({ repository }: { repository?: string }) => repository !== 'team/r2',
  };
  expect(await peopleWith().resolve(sweep, alerts.slice(0, 1))).toBe(1);
  expect(await peopleWith().resolve(sweep, alerts.slice(0, 1))).toBe(0);
  expect(mails().at(-1)).toMatchObject({
    Subject: '[123456789012/eu-west-1] Resolved: 1 naming violation in a/b',
    Message: expect.stringContaining('It was first reported at 2026-11-21T12:00:00.000Z.'),
    MessageAttributes: { state: { Value: 'cleared' }, repository: { Value: 'team/r1' } },
  });
  expect(events.at(-1)).toMatchObject({
    detail: { state: 'cleared', cause: `dev/123456789012/eu-west-1/${alerts[1]?.cause.id}` },
  });
  // It comes back: it is news.
  expect(await peopleWith().notify(alerts)).toBe(1);
});

test('what was reported while the run read is not resolved', async () => {
  const { clock, now, peopleWith } = await startPeople();
  const began = now();
  clock.minutes = 1;
  await peopleWith().notify([alertOf({ stands: true })]);
  expect(
    await peopleWith().resolve({ kinds: ['naming.violation'], began, covers: everywhere }, []),
  ).toBe(0);
});

test('what lasts after its window is reported again, with since when', async () => {
  const { clock, peopleWith, mails } = await startPeople();
  const alert = alertOf({ stands: true });
  for (const minutes of [0, 30, 70, 140]) {
    clock.minutes = minutes;
    await peopleWith().notify([alert]);
  }
  const since = mails().map(({ Message }) => Message.match(/^Since: .*$/m)?.[0]);
  expect(since).toEqual([
    undefined,
    'Since: 2026-11-21T12:00:00.000Z',
    'Since: 2026-11-21T12:00:00.000Z',
  ]);
});

test('an alert that says itself since when is not told with another time', async () => {
  const { clock, peopleWith, mails } = await startPeople();
  for (const since of ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z']) {
    await peopleWith().notify([alertOf({ stands: true, since })]);
    clock.minutes += 61;
  }
  const told = mails().map(({ Message }) => Message.match(/^Since: (.{10})/m)?.[1]);
  expect(told).toEqual(['2026-11-01', '2026-11-02']);
});

test('a resolution that could not be sent is sent by the next run', async () => {
  const { aws, clock, now, peopleWith, mails } = await startPeople();
  await peopleWith().notify([alertOf({ stands: true })]);
  clock.minutes = 5;
  const sweep = { kinds: ['naming.violation'] as const, began: now(), covers: everywhere };
  aws.faults.set([{ operations: ['sns:Publish'], error: 'InternalFailure', times: 1 }]);
  await expect(peopleWith().resolve(sweep, [])).rejects.toThrow();
  expect(await peopleWith().resolve(sweep, [])).toBe(1);
  expect(mails()).toHaveLength(2);
});

test('an entry of the ledger from before holds to its end', async () => {
  const { clients, clock, now, peopleWith } = await startPeople();
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  const { cause } = alertOf();
  const expiresAt = { N: String(Math.floor(now().getTime() / 1000) + 600) };
  const Item = { id: { S: cause.id }, expiresAt };
  await clients.dynamodb.send(new PutItemCommand({ TableName: 'ledger', Item }));
  expect(await peopleWith().notify([alertOf()])).toBe(0);
  clock.minutes = 11;
  expect(await peopleWith().notify([alertOf()])).toBe(1);
});

test('a cause and an alert of any length are reported once, and as resolved', async () => {
  const { clock, now, peopleWith, mails } = await startPeople();
  const cause = { id: 'x'.repeat(10_000), windowSeconds: 60 };
  const what = Array<string>(2_000).fill('y'.repeat(2_000));
  const alert = alertOf({ cause, what, stands: true });
  expect(await peopleWith().notify([alert])).toBe(1);
  expect(await peopleWith().notify([alert])).toBe(0);
  clock.minutes = 1;
  const sweep = { kinds: ['naming.violation'] as const, began: now(), covers: everywhere };
  expect(await peopleWith().resolve(sweep, [alert])).toBe(0);
  expect(await peopleWith().resolve(sweep, [])).toBe(1);
  expect(mails()).toHaveLength(2);
});
