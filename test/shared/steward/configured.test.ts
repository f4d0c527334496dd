import {
  type AttributeValue,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Ledger } from '../../../shared/alerts/ledger/ledger.ts';
import { logger } from '../../../shared/runtime/logger.ts';
import { configured, configuredDurable } from '../../../shared/steward/configured.ts';
import { startTestAws } from '../../local/start.ts';
import { createLedger } from '../../support/acting.ts';
import { activateOn } from '../../support/activated.ts';
import { recordCalls } from '../../support/calls.ts';

const table = 'ecr-steward-test-ledger';
const context = {} as Context;

// What is logged is not looked at here.
logger.setLogLevel('SILENT');

/** A registry.yml that differs from others by the owner tag. */
const yml = (ownerTag: string) => `alerts: { ownerTag: ${ownerTag} }`;

/** A local AWS with a ledger, the variables of a function, and the messages of its topic. */
async function start() {
  const started = await startTestAws();
  const { aws, config } = started;
  const ledger = await createLedger(started, table);
  const { storage } = aws;
  storage.createTopic('alerts');
  storage.createQueue('mailbox');
  storage.subscribe({
    topic: 'alerts',
    queue: 'mailbox',
    attributes: { RawMessageDelivery: 'true' },
  });
  const variables = {
    AWS_ENDPOINT_URL: config.endpoint,
    AWS_REGION: config.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ALERT_TOPIC_ARN: `arn:aws:sns:${config.region}:${aws.accountId}:alerts`,
    LEDGER_TABLE: table,
    ACCOUNT_ID: aws.accountId,
    STAGE: 'test',
    STACK_NAME: 'ecr-steward-test',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.useFakeTimers({ toFake: ['Date'] });
  const alerts = () =>
    storage.inspectQueue('mailbox')?.messages.ready.map(({ body }) => body.split('\n')[0]) ?? [];
  const calls = recordCalls(aws);
  return { aws, ledger, alerts, calls, activate: (text: string) => activateOn(aws, table, text) };
}

afterEach(() => void vi.useRealTimers());

/** A function that answers what its configuration says, and how often it was prepared. */
function answering() {
  const prepared: string[] = [];
  const run = configured(({ config }) => {
    prepared.push(config.alerts.ownerTag);
    return async () => config.alerts.ownerTag;
  });
  return { prepared, call: (event = {}) => run(event, context) };
}

/** The event of the activation of a version. */
const activated = (version: number) => ({
  'detail-type': 'ECR Steward Configuration Activated',
  detail: { version },
});

function later(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

async function damage(
  { dynamodb }: Ledger,
  attribute: string,
  value: AttributeValue,
): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { id: { S: 'configuration' } },
      UpdateExpression: 'SET #attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

describe('a function', () => {
  test('reads the configuration once a minute at most, and has another within one', async () => {
    const { calls, activate } = await start();
    await activate(yml('one'));
    const { prepared, call } = answering();
    calls.length = 0;
    expect([await call(), await call()]).toEqual(['one', 'one']);
    expect(calls).toEqual(['dynamodb:GetItem']);
    await activate(yml('two'));
    later(59);
    expect(await call()).toBe('one');
    later(1);
    expect(await call()).toBe('two');
    later(60);
    expect(await call()).toBe('two');
    expect(prepared).toEqual(['one', 'two']);
  });

  test('reads at once what an event says was activated, and no older one for it', async () => {
    const { calls, activate } = await start();
    await activate(yml('one'));
    const { call } = answering();
    expect(await call()).toBe('one');
    await activate(yml('two'));
    await activate(yml('three'));
    expect(await call(activated(2))).toBe('three');
    calls.length = 0;
    expect(await call(activated(3))).toBe('three');
    expect(calls).toEqual([]);
  });

  test('reads again after its clock was put back', async () => {
    const { activate } = await start();
    await activate(yml('one'));
    const { call } = answering();
    await call();
    await activate(yml('two'));
    later(-3600);
    expect(await call()).toBe('two');
  });

  test('keeps in an invocation what that has begun with', async () => {
    const { activate } = await start();
    await activate(yml('one'));
    const run = configured(({ config }) => async () => {
      await activate(yml('two'));
      later(3600);
      return config.alerts.ownerTag;
    });
    expect(await run({}, context)).toBe('one');
  });

  test('does nothing while there is none, reports that once, and begins with the first', async () => {
    const { alerts, activate } = await start();
    const { call } = answering();
    expect([await call(), await call()]).toEqual([{ configured: false }, { configured: false }]);
    expect(alerts()).toEqual(['No registry.yml is active: nothing is checked']);
    await activate(yml('one'));
    expect(await call()).toBe('one');
  });
});

describe('a configuration', () => {
  const cut = { B: Buffer.from('half') };
  const unusable = 'The active configuration cannot be used';
  const unreachable = 'The ledger cannot be reached: nothing is enforced or reported';
  const faults: [string, (started: Started) => Promise<unknown>, string, RegExp][] = [
    ['half written', ({ ledger }) => damage(ledger, 'compiled', cut), unusable, /checksum/],
    [
      'of a time that is none',
      ({ ledger }) => damage(ledger, 'activated', { S: 'soon' }),
      unusable,
      /attribute activated/,
    ],
    [
      'of a later ecr-steward',
      ({ ledger }) => damage(ledger, 'format', { N: '999' }),
      unusable,
      /has format 999/,
    ],
    [
      'that nobody may read',
      async ({ aws }) =>
        aws.faults.set([{ operations: ['dynamodb:GetItem'], error: 'AccessDeniedException' }]),
      unreachable,
      /./,
    ],
  ];

  test.each(faults)('%s: the last good one, and one alert', async (_, fault, title) => {
    const started = await start();
    await started.activate(yml('one'));
    const { call } = answering();
    await call();
    await fault(started);
    for (let minutes = 0; minutes < 3; minutes += 1) {
      later(61);
      expect(await call()).toBe('one');
    }
    expect(started.alerts()).toEqual([title]);
  });

  test.each(faults)('%s: a function that starts fails', async (_, fault, title, message) => {
    const started = await start();
    await started.activate(yml('one'));
    await fault(started);
    const { prepared, call } = answering();
    await expect(call()).rejects.toThrow(message);
    await expect(call()).rejects.toThrow(message);
    expect(prepared).toEqual([]);
    expect(started.alerts()).toEqual([title]);
  });

  test('that was deleted: the last good one, and one alert', async () => {
    const { ledger, alerts, activate } = await start();
    await activate(yml('one'));
    const { call } = answering();
    await call();
    const Key = { id: { S: 'configuration' } };
    await ledger.dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
    later(61);
    expect(await call()).toBe('one');
    expect(alerts()).toEqual(['No registry.yml is active: nothing is checked']);
  });
});

describe('a stack', () => {
  const scanning = 'scanning: { rules: [{ rule: all, fail: { critical: 0 } }] }';
  const lacking = 'The stack does not have all that registry.yml asks for';

  test.each([
    ['off', [lacking]],
    ['observe', []],
    ['enforce', []],
  ])('with Scanning=%s', async (level, alerts) => {
    const started = await start();
    vi.stubEnv('STACK_PARAMETERS', JSON.stringify({ Scanning: level }));
    await started.activate(scanning);
    const { call } = answering();
    for (const _ of [1, 2]) {
      expect(await call()).toBe('owner');
      later(61);
    }
    expect(started.alerts()).toEqual(alerts);
  });
});

test('an alert that cannot be sent is no sign of an unreachable ledger, and is sent by the retry', async () => {
  const started = await start();
  vi.stubEnv('STACK_PARAMETERS', JSON.stringify({ Scanning: 'off' }));
  await started.activate('scanning: { rules: [{ rule: all, fail: { critical: 0 } }] }');
  const fault = { operations: ['sns:Publish'], error: 'AuthorizationErrorException', times: 1 };
  started.aws.faults.set([fault]);
  const { call } = answering();
  await expect(call()).rejects.toThrow();

  expect(await call()).toBe('owner');
  expect(started.alerts()).toEqual(['The stack does not have all that registry.yml asks for']);
});

describe('a durable execution', () => {
  /** Its steps run once, and have their results in replays. */
  function execution() {
    const done = new Map<string, unknown>();
    const step = async (name: string, work: () => Promise<unknown>) => {
      if (!done.has(name)) done.set(name, await work());
      return done.get(name);
    };
    return { step } as never;
  }
  const answer = () =>
    configuredDurable<{ configuration?: number; activated?: number }, string>(
      ({ config }) =>
        async () =>
          config.alerts.ownerTag,
    );

  test('has in every replay the version that it began with, in another process too', async () => {
    const { activate } = await start();
    await activate(yml('one'));
    const began = execution();
    expect(await answer()({}, began)).toBe('one');
    await activate(yml('two'));
    later(3600);
    expect(await answer()({}, began)).toBe('one');
    expect(await answer()({}, execution())).toBe('two');
  });

  test('that another one invokes has the version of that one', async () => {
    const { activate } = await start();
    await activate(yml('one'));
    await activate(yml('two'));
    expect(await answer()({ configuration: 1 }, execution())).toBe('one');
    await expect(answer()({ configuration: 3 }, execution())).rejects.toThrow(/no version 3/);
  });

  test('that an activation has started has the version that is active by now', async () => {
    const { activate } = await start();
    await activate(yml('one'));
    const run = answer();
    expect(await run({}, execution())).toBe('one');
    await activate(yml('two'));
    await activate(yml('three'));
    expect(await run({ activated: 2 }, execution())).toBe('three');
  });

  test('ends at once where there is none', async () => {
    await start();
    expect(await answer()({}, execution())).toEqual({ configured: false });
  });
});

type Started = Awaited<ReturnType<typeof start>>;
