import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlobStore } from '../blobs/store.ts';
import type { Ecr } from '../ecr/model/ecr.ts';
import type { PullThrough } from '../ecr/rules/pull-through.ts';
import type { Principal } from '../service/principal.ts';
import type { Uploads } from './upload-sessions.ts';

/** The context of all handlers of the distribution API. */
export interface RegistryContext {
  readonly ecr: Ecr;
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
  readonly pullThrough: PullThrough;
}

/** One request. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The principal of its token. */
  readonly caller: Principal;
}

export function answerJson(
  { response }: Call,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers with a status and headers only. */
export function answerEmpty(
  { response }: Call,
  status: number,
  headers: Record<string, string | number>,
): void {
  response.writeHead(status, status === 204 ? headers : { 'content-length': 0, ...headers });
  response.end();
}
