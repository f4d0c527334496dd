import type { IncomingMessage, ServerResponse } from 'node:http';
import { Unauthorized } from './auth.ts';
import { DistributionError, toDistributionError } from './errors.ts';

export type Refusal = DistributionError | Unauthorized;

/** Why a request failed. A client that disconnected is distinguished from a defect of ours. */
export function toRefusal(
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): Refusal {
  if (thrown instanceof Unauthorized) return thrown;
  const gone = request.errored !== null || response.destroyed || request.socket.destroyed;
  if (gone) return new DistributionError(499, 'UNKNOWN', 'The client closed the connection.');
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
    // After a request that was refused half-read, its connection cannot be reused.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(body);
}

/** A refusal in the shape that an exchange has. */
export function refusalError(failure: Refusal) {
  const { message } = failure;
  return failure instanceof Unauthorized
    ? { name: 'UNAUTHORIZED', message, status: 401 }
    : { name: failure.code, message, status: failure.status };
}
