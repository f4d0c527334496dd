import { describe, expect, test } from 'vitest';
import { startTestAws } from '../start.ts';
import { login, refusalOf } from './client.ts';

const hour = 60 * 60 * 1000;

async function startAt(start: string) {
  const clock = { now: new Date(start) };
  const started = await startTestAws({ now: () => clock.now });
  const send = await login(started);
  return {
    ...started,
    send,
    wait: (ms: number) => {
      clock.now = new Date(clock.now.getTime() + ms);
    },
  };
}

describe('authorization', () => {
  test('without credentials a client gets a Basic challenge', async () => {
    const { aws } = await startTestAws();
    const response = await fetch(`${aws.endpoint}/v2/`);
    expect([response.status, await response.text()]).toEqual([401, 'Not Authorized\n']);
    expect(response.headers.get('www-authenticate')).toBe(
      `Basic realm="${aws.endpoint}/",service="ecr.amazonaws.com"`,
    );
  });

  test.each([
    ['another user', 'someone:password'],
    ['another password', 'AWS:password'],
    ['a forged token', `AWS:${Buffer.from('{"accessKeyId":"x"}').toString('base64url')}.x`],
    ['nothing', ''],
  ])('%s is not let in', async (_who, credentials) => {
    const { aws } = await startTestAws();
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const response = await fetch(`${aws.endpoint}/v2/`, { headers: { authorization } });
    expect([response.status, await response.text()]).toEqual([401, 'Not Authorized\n']);
  });

  test('a token is good for 12 hours', async () => {
    const { send, wait } = await startAt('2026-11-21T12:00:00Z');
    wait(12 * hour - 1);
    expect((await send('GET', '/v2/')).status).toBe(200);
    wait(1);
    expect(await refusalOf(send('GET', '/v2/'))).toEqual({
      status: 403,
      code: 'DENIED',
      message: 'Your authorization token has expired. Reauthenticate and try again.',
    });
  });

  test('a token of another registry is not let in', async () => {
    const { aws } = await startTestAws();
    const stranger = await login(await startTestAws());
    const elsewhere = await stranger('GET', `${aws.endpoint}/v2/`);
    expect(elsewhere.status).toBe(401);
  });

  test('without auth anybody is let in', async () => {
    const { aws } = await startTestAws({ auth: false });
    expect((await fetch(`${aws.endpoint}/v2/`)).status).toBe(200);
  });
});
