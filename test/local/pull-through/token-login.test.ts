import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { refusalOf, sha } from '../distribution/client.ts';
import { cached, startCache } from './cache.ts';

const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  layers: [{ digest: sha('layer'), size: 5 }],
});

type Answer = (request: IncomingMessage, response: ServerResponse, origin: string) => void;

/** A registry that does what a test says. */
async function startRegistryThat(answer: Answer): Promise<string> {
  let origin = '';
  const server = createServer((request, response) => answer(request, response, origin));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return origin;
}

test('a token is fetched from the service that the upstream names, and sent to the upstream only', async () => {
  const seen: string[] = [];
  const storage = await startRegistryThat((request, response) => {
    seen.push(`storage ${request.headers.authorization}`);
    response.end('layer');
  });
  const upstream = await startRegistryThat((request, response, origin) => {
    const { pathname } = new URL(request.url ?? '', origin);
    seen.push(`${pathname.split('/').at(-2)} ${request.headers.authorization}`);
    if (pathname === '/auth/token') response.end('{"token":"xyzzy"}');
    else if (request.headers.authorization !== 'Bearer xyzzy') {
      const realm = `Bearer realm="${origin}/auth/token",service="registry"`;
      response.writeHead(401, { 'www-authenticate': realm }).end();
    } else if (pathname.includes('/blobs/')) response.writeHead(307, { location: storage }).end();
    else response.end(manifest);
  });
  const { send } = await startCache(upstream);
  expect((await send('GET', `${cached}/manifests/1.0.0`)).status).toBe(200);
  expect(seen).toEqual([
    'manifests undefined',
    'auth undefined',
    'manifests Bearer xyzzy',
    'blobs Bearer xyzzy',
    'storage undefined',
  ]);
});

test.each<[string, Answer]>([
  [
    'another machine for its token',
    (_request, response) => {
      const realm = 'Bearer realm="https://auth.example.com/token"';
      response.writeHead(401, { 'www-authenticate': realm }).end();
    },
  ],
  [
    'another machine for its layers',
    (_request, response) => {
      response.writeHead(307, { location: 'https://cdn.example.com/layer' }).end();
    },
  ],
  ['what is no manifest', (_request, response) => void response.end('<html>')],
  [
    'another layer than it promised',
    (request, response) => {
      response.end(request.url?.includes('/blobs/') ? 'other' : manifest);
    },
  ],
  [
    'half a layer',
    (request, response) => {
      if (!request.url?.includes('/blobs/')) return void response.end(manifest);
      response.writeHead(200, { 'content-length': 5 });
      response.write('la', () => response.destroy());
    },
  ],
])('an upstream that offers %s counts as unavailable', async (_what, answer) => {
  const { send, aws } = await startCache(await startRegistryThat(answer));
  expect(await refusalOf(send('GET', `${cached}/manifests/1.0.0`))).toMatchObject({
    status: 503,
    code: 'UNAVAILABLE',
  });
  expect(aws.snapshot().repositories).toEqual([]);
});
