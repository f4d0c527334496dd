import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
  readonly port: number;
  /** Accepts requests; earlier ones have waited. */
  serve(handler: Handler): void;
  /** Stops listening and cuts all connections, including idle ones. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback address, which no other machine can reach.
 *
 * @param port 0 for any free one
 * @throws PortError when the port is in use, or not allowed
 */
export async function listen(port: number): Promise<Listener> {
  const { promise: ready, resolve: serve } = Promise.withResolvers<Handler>();
  const server = createServer((request, response) => {
    ready.then((handle) => handle(request, response));
  });
  // Longer than any SDK keeps a connection, so that none is cut while a client reuses it.
  server.keepAliveTimeout = 120_000;
  // A layer has no time limit.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port was opened');
  return {
    port: address.port,
    serve,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Listening on a port is not possible; the message says why, and what to do. */
export class PortError extends Error {
  override name = 'PortError' as const;
}

function explained(cause: NodeJS.ErrnoException, port: number): Error {
  const place = `Port ${port} on 127.0.0.1`;
  if (cause.code === 'EADDRINUSE') {
    const remedy = 'stop what listens there, or take another port';
    return new PortError(`${place} is in use: ${remedy}`, { cause });
  }
  if (cause.code === 'EACCES') {
    const remedy = 'take one from 1024 on, such as 4566';
    return new PortError(`${place} is only for the administrator of this machine: ${remedy}`, {
      cause,
    });
  }
  return cause;
}
