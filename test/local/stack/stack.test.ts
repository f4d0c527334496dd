import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import { type Invocation, type Stack, startStack } from '../../../local/stack/stack.ts';
import { shopDirectory, shopEvent, startStandIn } from './stand-in.ts';

let aws: LocalAws;
let stack: Stack;
let invocations: Invocation[];

beforeAll(async () => {
  aws = await startStandIn();
  const environment = { EXTRA: 'from the caller' };
  stack = await startStack(aws, { directory: shopDirectory, environment, retryDelaysMs: [1, 2] });
  stack.onInvocation((invocation) => invocations.push(invocation));
});

afterAll(async () => {
  await stack.close();
  await aws.close();
});

beforeEach(() => {
  invocations = [];
});

function messagesIn(queue: string) {
  return aws.storage.inspectQueue(queue)?.messages.ready ?? [];
}

describe('an event on the bus', () => {
  const push = {
    source: 'aws.ecr',
    'detail-type': 'ECR Image Action',
    resources: [],
    detail: { 'action-type': 'PUSH', 'repository-name': 'team-a/web', 'image-tag': '1.0' },
  };

  it('runs the function whose pattern matches, which calls AWS at the local endpoint', async () => {
    const { id } = aws.bus.put(push);
    await stack.idle();
    expect(invocations).toMatchObject([
      { functionName: 'record', attempt: 1, outcome: { ok: true, result: null } },
    ]);
    expect(invocations[0]?.logs).toEqual(['{"level":"INFO","stored":"team-a/web:1.0"}']);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new S3Client({ endpoint: aws.endpoint, region: aws.region, credentials });
    const command = new GetObjectCommand({ Bucket: stack.resources.Orders?.name, Key: id });
    const { Body } = await client.send(command);
    expect(await Body?.transformToString()).toBe('team-a/web:1.0');
  });

  it('runs nothing when no pattern matches', async () => {
    aws.bus.put({ ...push, detail: { ...push.detail, 'repository-name': 'other/web' } });
    await stack.idle();
    expect(invocations).toEqual([]);
  });

  it('does not reach a function whose rule is disabled', () => {
    expect(stack.deliver(shopEvent('Disabled'))).toEqual([]);
  });

  it('is replaced by the input of the rule', async () => {
    expect(stack.deliver(shopEvent('Echo'))).toEqual(['echo']);
    await stack.idle();
    expect(invocations).toMatchObject([{ functionName: 'echo', event: { constant: true } }]);
  });

  it('causes further events, for which idle waits', async () => {
    const stop = stack.onInvocation(({ functionName }) => {
      if (functionName === 'echo') aws.bus.put(shopEvent('Together'));
    });
    aws.bus.put(shopEvent('Echo'));
    await stack.idle();
    stop();
    expect(invocations.map(({ functionName }) => functionName)).toEqual(['echo', 'together']);
  });
});

describe('two events in flight', () => {
  const threads = () =>
    new Set(invocations.map(({ outcome }) => (outcome.ok ? outcome.result : outcome.error)));

  it('run side by side in two execution environments', async () => {
    aws.bus.put(shopEvent('Together'));
    aws.bus.put(shopEvent('Together'));
    await stack.idle();
    expect(invocations).toHaveLength(2);
    expect(threads().size).toBe(2);
  });

  it('run one after the other in one where the function reserves a concurrency of one', async () => {
    await Promise.all([stack.invoke('single', 1), stack.invoke('single', 2)]);
    expect(invocations).toHaveLength(2);
    expect(threads().size).toBe(1);
  });
});

describe('an asynchronous invocation that fails', () => {
  it('is tried three times, then goes to the dead-letter queue', async () => {
    const event = shopEvent('Fail', { order: 7 });
    stack.deliver(event);
    await stack.idle();
    expect(invocations.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    const [message] = messagesIn('shop-local-dead');
    expect(JSON.parse(message?.body ?? '')).toEqual(event);
    expect(message?.messageAttributes).toMatchObject({
      RequestID: { StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { StringValue: 'out of stock' },
    });
  });

  it('sends a record of it to the on-failure destination', async () => {
    aws.storage.reset();
    stack.deliver(shopEvent('Fail', { order: 8 }));
    await stack.idle();
    const record = JSON.parse(messagesIn('watched')[0]?.body ?? '');
    expect(record).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:shop-local-fail:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { detail: { order: 8 } },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'RangeError', errorMessage: 'out of stock' },
    });
  });

  it('ends with the attempt that succeeds', async () => {
    stack.deliver(shopEvent('Flaky'));
    await stack.idle();
    expect(invocations).toMatchObject([
      { attempt: 1, outcome: { ok: false, error: { name: 'Error', message: 'not yet' } } },
      { attempt: 2, outcome: { ok: true, result: 'run 2' } },
    ]);
  });

  it('is not retried when it is synchronous', async () => {
    const outcome = await stack.invoke('fail', {});
    expect(outcome).toMatchObject({ ok: false, error: { name: 'RangeError' } });
    expect(invocations).toHaveLength(1);
  });
});

describe('a schedule', () => {
  it('is listed with its function', () => {
    const echo = stack.functions.find(({ name }) => name === 'echo');
    expect(echo?.schedules).toMatchObject([
      { name: 'echo', expression: 'rate(1 day)', enabled: true, method: 'eventBus' },
      {
        name: 'nightly',
        expression: 'cron(0 3 * * ? *)',
        timezone: 'Europe/Vienna',
        input: { scope: 'all' },
        enabled: false,
        method: 'scheduler',
      },
      { name: 'echo-2', expression: 'rate(5 minutes)' },
    ]);
  });

  it('gives the function its input', async () => {
    expect(await stack.fire('nightly')).toMatchObject({
      ok: true,
      result: { event: { scope: 'all' } },
    });
  });

  it('gives the function the scheduled event when it is a rule without input', async () => {
    const event = {
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      resources: ['arn:aws:events:eu-west-1:000000000000:rule/shop-local-echoeventsruleschedule1'],
      detail: {},
    };
    expect(await stack.fire('echo')).toMatchObject({ ok: true, result: { event } });
  });

  it('that does not exist is refused with the names there are', async () => {
    await expect(stack.fire('weekly')).rejects.toThrow(
      'there is no schedule "weekly"; there is echo, nightly, echo-2',
    );
  });
});

describe('a function', () => {
  it('is refused by a name that does not exist, with the names there are', async () => {
    await expect(stack.invoke('ecko', {})).rejects.toThrow(
      /no function "ecko"; there is record, echo/,
    );
  });

  it('finds references, variables and the extra ones in its environment', async () => {
    const outcome = await stack.invoke('echo', {});
    expect(outcome).toMatchObject({
      ok: true,
      result: {
        environment: {
          STAGE: 'local',
          GREETING: 'hello from shop',
          QUEUE_ARN: 'arn:aws:sqs:eu-west-1:000000000000:shop-local-dead',
          HOST: 'sqs.eu-west-1.amazonaws.com',
          ACCOUNT: '000000000000',
          LIMIT: '3',
          EXTRA: 'from the caller',
        },
      },
    });
  });
});

it('closes while events are in flight, and then runs nothing more', async () => {
  const other = await startStack(aws, {
    directory: shopDirectory,
    retryDelaysMs: [60_000, 60_000],
  });
  const seen: Invocation[] = [];
  other.onInvocation((invocation) => seen.push(invocation));
  other.deliver(shopEvent('Fail'));
  const slow = other.invoke('slow', {});
  await other.close();
  expect(await slow).toMatchObject({ ok: false });
  const before = seen.length;
  aws.bus.put(shopEvent('Fail'));
  await Promise.all([stack.idle(), other.idle()]);
  expect(seen).toHaveLength(before);
});
