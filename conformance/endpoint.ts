import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type StartedAws, startLocalAws } from '../local/aws.ts';
import type { LocalAwsOptions } from '../local/options.ts';

export interface Endpoint {
  readonly url: string;
  /** The current local AWS. */
  aws(): StartedAws;
  close(): Promise<void>;
}

/**
 * An address at which a local AWS answers, replaced by a new, empty one on each `POST /moto-api/reset`, the request
 * by which moto's tests in server mode reset it.
 */
export async function startEndpoint(options: LocalAwsOptions): Promise<Endpoint> {
  let aws = await startLocalAws(options);
  async function reset(response: ServerResponse) {
    await aws.close();
    aws = await startLocalAws(options);
    response.end('{}');
  }
  const server = createServer((incoming, response) => {
    if (incoming.url === '/moto-api/reset') void reset(response);
    else forward(incoming, response, aws.port);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    aws: () => aws,
    async close() {
      server.closeAllConnections();
      server.close();
      await aws.close();
    },
  };
}

function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}
