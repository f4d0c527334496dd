import { describe, expect, it, vi } from 'vitest';
import { startFixture, startShopHandler } from './functions.ts';

describe('an invocation', () => {
  it('hands over the event and a context, and answers with JSON', async () => {
    const echo = await startShopHandler('handlers/echo.handler');
    const { outcome, requestId } = await echo.invoke({ order: 1, dropped: undefined });
    expect(outcome).toMatchObject({
      ok: true,
      result: {
        event: { order: 1 },
        context: {
          functionName: 'fixture-local-one',
          functionVersion: '$LATEST',
          invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:fixture-local-one',
          memoryLimitInMB: '256',
          awsRequestId: requestId,
        },
      },
    });
    expect(outcome.ok && outcome.result).not.toHaveProperty('left');
  });

  it('knows how much time remains', async () => {
    const echo = await startShopHandler('handlers/echo.handler', { timeoutSeconds: 9 });
    const { outcome } = await echo.invoke({});
    const { remaining } = Object(outcome.ok && outcome.result);
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(9000);
  });

  it('runs warm in the environment of the one before', async () => {
    const echo = await startShopHandler('handlers/echo.handler');
    await echo.invoke({});
    const { outcome } = await echo.invoke({});
    expect(outcome).toMatchObject({ ok: true, result: { invocations: 2 } });
  });

  it('returns its output by line', async () => {
    const echo = await startShopHandler('handlers/echo.handler');
    expect((await echo.invoke({})).logs).toEqual(['first line', 'second line', 'unfinished']);
    expect((await echo.invoke({})).logs).toHaveLength(3);
  });

  it.each([
    ['date', '1970-01-01T00:00:00.000Z'],
    ['nothing', null],
    ['plain', 42],
  ])('of %s answers as JSON would', async (name, result) => {
    const kind = await startFixture(`handlers/kinds.${name}`);
    expect((await kind.invoke(41)).outcome).toEqual({ ok: true, result });
  });

  it.each([
    ['circular', { name: 'Error', message: 'Unable to stringify response body' }],
    ['throwsText', { name: 'string', message: 'just text' }],
    [
      'missing',
      { name: 'Runtime.HandlerNotFound', message: 'missing is undefined or not exported' },
    ],
  ])('of %s fails', async (name, error) => {
    const kind = await startFixture(`handlers/kinds.${name}`);
    expect((await kind.invoke(1)).outcome).toMatchObject({ ok: false, error });
  });

  it('fails each time when the module does not load', async () => {
    const broken = await startFixture('handlers/broken.handler');
    const error = { name: 'TypeError', message: 'the module does not load' };
    expect((await broken.invoke(1)).outcome).toMatchObject({ ok: false, error });
    expect((await broken.invoke(2)).outcome).toMatchObject({ ok: false, error });
  });

  it('is refused when the function has a concurrency of 0', async () => {
    const off = await startFixture('handlers/kinds.plain', { concurrency: 0 });
    const error = { name: 'TooManyRequestsException' };
    expect((await off.invoke(1)).outcome).toMatchObject({ ok: false, error });
  });
});

describe('the environment of a function', () => {
  it('has its own variables and those of Lambda, and none of this process', async () => {
    process.env.LEAK = 'from the parent';
    const echo = await startShopHandler('handlers/echo.handler');
    const { outcome } = await echo.invoke({});
    const { environment } = Object(outcome.ok && outcome.result);
    expect(environment).toMatchObject({
      OWN: 'value',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_LAMBDA_FUNCTION_NAME: 'fixture-local-one',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      _HANDLER: 'handlers/echo.handler',
    });
    expect(environment).not.toHaveProperty('LEAK');
    expect(environment).not.toHaveProperty('PATH');
  });
});

describe('a function that is killed', () => {
  it('ends as one whose machine fails', async () => {
    const busy = await startShopHandler('handlers/trouble.busy', { timeoutSeconds: 5 });
    expect(await busy.kill()).toBe(0);
    const invoked = busy.invoke({});
    await vi.waitUntil(async () => (await busy.kill()) === 1);
    expect((await invoked).outcome).toMatchObject({
      ok: false,
      error: { name: 'Runtime.ExitError' },
    });
  });
});

describe('a function that takes too long', () => {
  it('is stopped with the wording of Lambda, and keeps its logs', async () => {
    const slow = await startShopHandler('handlers/trouble.slow', { timeoutSeconds: 1 });
    const { outcome, logs, requestId } = await slow.invoke({});
    const message = `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`;
    expect(outcome).toEqual({ ok: false, error: { name: 'Sandbox.Timedout', message } });
    expect(logs).toEqual(['starting']);
  });

  it('is stopped even if it never yields', async () => {
    const busy = await startShopHandler('handlers/trouble.busy', { timeoutSeconds: 1 });
    const { outcome } = await busy.invoke({});
    expect(outcome).toMatchObject({ ok: false, error: { name: 'Sandbox.Timedout' } });
  });
});

describe('a function that crashes', () => {
  it.each([
    ['exit', 'exit status 3'],
    ['rejection', 'exit status 1'],
  ])('by %s fails the invocation, and the next one runs anew', async (how, reason) => {
    const crash = await startShopHandler('handlers/trouble.crash');
    const { outcome } = await crash.invoke({ how });
    const message = expect.stringContaining(`Runtime exited with error: ${reason}`);
    expect(outcome).toMatchObject({ ok: false, error: { name: 'Runtime.ExitError', message } });
    expect((await crash.invoke({ how: 'not' })).outcome).toEqual({ ok: true, result: 'alive' });
  });

  it('leaves the reason in the logs', async () => {
    const crash = await startShopHandler('handlers/trouble.crash');
    const { logs } = await crash.invoke({ how: 'rejection' });
    expect(logs[0]).toBe('Error: nobody waits for me');
  });
});

it('answers waiting invocations when it is closed', async () => {
  const slow = await startShopHandler('handlers/trouble.slow', { concurrency: 1 });
  const reports = [slow.invoke(1), slow.invoke(2)];
  await slow.close();
  const outcomes = (await Promise.all(reports)).map(({ outcome }) => outcome);
  expect(outcomes).toMatchObject([{ ok: false }, { ok: false }]);
});
