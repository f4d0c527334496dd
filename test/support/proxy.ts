import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, request as send } from 'node:http';
import { createServer as createTlsProxy } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** A certificate that no authority of this machine has signed, and its key, in PEM. */
export interface Certificate {
  cert: string;
  key: string;
  /** The path for AWS_CA_BUNDLE. */
  file: string;
}

/** Undefined where openssl is not installed. */
export function makeCertificate(folder: string, names: readonly string[]): Certificate | undefined {
  const [file, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const alt = `subjectAltName=${names.map((it) => (/^[\d.]+$/.test(it) ? `IP:${it}` : `DNS:${it}`)).join()}`;
  const kind = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  const files = ['-keyout', key, '-out', file];
  try {
    const args = ['req', '-x509', ...kind, '-subj', '/CN=test', '-addext', alt, ...files];
    execFileSync('openssl', args, { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { cert: readFileSync(file, 'utf8'), key: readFileSync(key, 'utf8'), file };
}

/** A TLS server in front of a server on this machine. */
export async function tlsInFrontOf(port: number, certificate: Certificate) {
  const server = createTlsServer(certificate, (socket) =>
    pipeBoth(socket, connect(port, '127.0.0.1')),
  );
  return listening(server);
}

export interface ProxyOptions {
  /** `user:password`; default: no login. */
  login?: string;
  /** The response to every client, instead of a connection. */
  refuse?: number;
  /** The address of each host; default: as named. */
  hosts?: Record<string, number>;
  /** With it, the proxy itself speaks TLS. */
  certificate?: Certificate;
}

/** A proxy that makes tunnels, forwards plain requests, and records the requested hosts. */
export async function startProxy({ login, refuse, hosts = {}, certificate }: ProxyOptions = {}) {
  const asked: string[] = [];
  const expected = login && `Basic ${Buffer.from(login).toString('base64')}`;
  const server: Server = certificate ? createTlsProxy(certificate) : createServer();
  const statusFor = (authorization: string | undefined) =>
    expected && authorization !== expected ? 407 : (refuse ?? 200);
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    asked.push(url);
    const status = statusFor(headers['proxy-authorization']);
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect(hosts[hostname] ?? Number(port || 80), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      pipeBoth(socket, onward);
    });
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  server.on('request', (request, response) => {
    asked.push(request.url ?? '');
    const status = statusFor(request.headers['proxy-authorization']);
    if (status !== 200) return response.writeHead(status).end();
    const { pathname, search, port, hostname } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const at = `http://127.0.0.1:${hosts[hostname] ?? port}${pathname}${search}`;
    const onward = send(at, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  return { asked, ...(await listening(server)) };
}

function pipeBoth(one: Socket, other: Socket): void {
  for (const socket of [one, other]) socket.on('error', () => socket.destroy());
  one.pipe(other).pipe(one);
}

async function listening(server: import('node:net').Server) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
