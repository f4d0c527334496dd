import type { IncomingMessage, ServerResponse } from 'node:http';
import { Unauthorized } from './auth.ts';
import { DistributionError, toDistributionError } from './errors.ts';

export type Refusal = DistributionError | Unauthorized;

/** Why a request came to nothing. A client that went away is told apart from a defect of ours. */
export function toRefusal(
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): Refusal {
  if (thrown instanceof Unauthorized) return thrown;
  const gone = request.errored !== null || response.destroyed || request.socket.destroyed;
  if (gone) return new DistributionError(499, 'UNKNOWN', 'The client cut the connection.');
  return toDistributionError(thrown);
}

export function refuse(request: IncomingMessage, response: ServerResponse, failure: Refusal): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const plain = failure instanceof Unauthorized;
  const { message } = failure;
  const body = plain
    ? `${message}\n`
    : JSON.stringify({ errors: [{ code: failure.code, message }] });
  response.writeHead(plain ? 401 : failure.status, {
    'content-type': plain ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(plain ? { 'www-authenticate': failure.challenge } : failure.headers),
    // A request that was refused half-read leaves nothing usable on its connection.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(body);
}

/** A refusal in the shape in which an exchange tells it. */
export function told(failure: Refusal) {
  const { message } = failure;
  return failure instanceof Unauthorized
    ? { name: 'UNAUTHORIZED', message, status: 401 }
    : { name: failure.code, message, status: failure.status };
}
