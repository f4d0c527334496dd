import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { upstreamTags } from '../../../../shared/cache/warm/upstream-tags.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, origin: string) => void;

/** A registry that does what a test says. */
async function startRegistryThat(answer: Answer): Promise<URL> {
  let origin = '';
  const server = createServer((request, response) => answer(request, response, origin));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return new URL(origin);
}

const list = (address: URL) => upstreamTags(address, 'a/b', () => Number.POSITIVE_INFINITY);

test('tags are read page by page, as the upstream links them', async () => {
  const asked: unknown[] = [];
  const address = await startRegistryThat(({ url }, response) => {
    asked.push(url);
    const next = url?.includes('last=2') ? undefined : '</v2/a/b/tags/list?n=2&last=2>; rel="next"';
    if (next) response.setHeader('link', next);
    response.end(JSON.stringify({ tags: next ? ['1', '2'] : ['3'] }));
  });
  expect(await list(address)).toEqual(['1', '2', '3']);
  expect(asked).toEqual(['/v2/a/b/tags/list?n=1000', '/v2/a/b/tags/list?n=2&last=2']);
});

test('a token is fetched where the upstream says, once for all pages', async () => {
  const seen: string[] = [];
  const address = await startRegistryThat(({ url = '', headers }, response, origin) => {
    seen.push(`${url} ${headers.authorization}`);
    if (url.startsWith('/token')) response.end('{"token":"xyzzy"}');
    else if (headers.authorization !== 'Bearer xyzzy') {
      const realm = `Bearer realm="${origin}/token",service="hub",scope="repository:a/b:pull"`;
      response.writeHead(401, { 'www-authenticate': realm }).end();
    } else if (url.includes('last')) response.end('{"tags":["2"]}');
    else response.setHeader('link', `<${url}&last=1>; rel=next`).end('{"tags":["1"]}');
  });
  expect(await list(address)).toEqual(['1', '2']);
  const first = '/v2/a/b/tags/list?n=1000';
  expect(seen).toEqual([
    `${first} undefined`,
    '/token?service=hub&scope=repository%3Aa%2Fb%3Apull undefined',
    `${first} Bearer xyzzy`,
    `${first}&last=1 Bearer xyzzy`,
  ]);
});

const challenged =
  (challenge: string): Answer =>
  (_, response) =>
    void response.writeHead(401, { 'www-authenticate': challenge }).end();

test.each<[string, Answer, object]>([
  ['asks for a login', challenged('Basic realm="x"'), { status: 401 }],
  [
    'sends for a token where nothing is secret',
    challenged('Bearer realm="http://192.0.2.1/token"'),
    { status: 401, message: expect.stringContaining('gives no token without a login') },
  ],
  ['names no place for a token', challenged('Bearer'), { status: 401 }],
  [
    'has had enough, and says for how long',
    (_, response) => void response.writeHead(429, { 'retry-after': '7' }).end('slow down'),
    { status: 429, isTooManyRequests: true, retryAfterMs: 7000 },
  ],
  [
    'says why not',
    (_, response) =>
      void response
        .writeHead(404)
        .end('{"errors":[{"code":"NAME_UNKNOWN","message":"no\\n such"}]}'),
    { status: 404, code: 'NAME_UNKNOWN', message: 'no such' },
  ],
  [
    'breaks off',
    (_, response) => void response.write('{"tags', () => response.destroy()),
    { status: 0, isUnavailable: true },
  ],
])('an upstream that %s', async (_, answer, refusal) => {
  await expect(list(await startRegistryThat(answer))).rejects.toMatchObject(refusal);
});

test.each<[string, (url: string, origin: string) => string]>([
  ['links in a circle', (url) => `<${url}>; rel="next"`],
  ['links to another host', () => '<http://192.0.2.1/v2/a/b/tags/list>; rel="next"'],
])('an upstream that %s is left', async (_, link) => {
  let asked = 0;
  const address = await startRegistryThat(({ url = '' }, response, origin) => {
    asked += 1;
    response.setHeader('link', link(url, origin)).end('{"tags":["1"]}');
  });
  expect((await list(address))[0]).toBe('1');
  expect(asked).toBeLessThanOrEqual(100);
});

test('what is no list of tags lists none', async () => {
  const address = await startRegistryThat((_, response) => void response.end('<html>'));
  expect(await list(address)).toEqual([]);
});
