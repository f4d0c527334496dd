import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AwsEvent } from '../events/event.ts';
import { readBody } from '../http/body.ts';
import { UnknownNameError } from './errors.ts';
import type { Invocation } from './functions/invocations.ts';

/** The path at which other processes control a running stack. AWS has no such API. */
export const CONTROL_PATH = '/_local/';

/** The response of the control API: every run that the event or the schedule caused. */
export interface ControlAnswer {
  invocations: Pick<
    Invocation,
    'functionName' | 'outcome' | 'attempt' | 'durationMs' | 'logs' | 'durable'
  >[];
}

/** The part of a stack that can be controlled. */
interface Controlled {
  deliver(event: AwsEvent): unknown;
  fire(scheduleName: string): Promise<unknown>;
  idle(): Promise<void>;
  onInvocation(listener: (invocation: Invocation) => void): () => void;
}

/**
 * `POST /_local/events` with an event delivers it, `POST /_local/schedules/<name>` fires a schedule. The response
 * is sent when everything that this caused has ended, including retries.
 */
export function controlDoor(stack: Controlled) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const order = orderOf(request);
      if (order === undefined) return answer(response, 404, { message: usage });
      const body = await readBody(request);
      answer(response, 200, await watched(stack, () => carryOut(stack, order, body)));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer(response, error instanceof UnknownNameError ? 404 : 400, { message });
    }
  };
}

const usage = 'there is POST /_local/events and POST /_local/schedules/<name>';

type Order = { deliver: true } | { fire: string };

function orderOf({ method, url = '' }: IncomingMessage): Order | undefined {
  if (method !== 'POST') return undefined;
  if (url === `${CONTROL_PATH}events`) return { deliver: true };
  const [, schedule] = /^\/_local\/schedules\/([^/?]+)$/.exec(url) ?? [];
  return schedule === undefined ? undefined : { fire: decodeURIComponent(schedule) };
}

async function carryOut(stack: Controlled, order: Order, body: string): Promise<void> {
  if ('fire' in order) await stack.fire(order.fire);
  else stack.deliver(JSON.parse(body) as AwsEvent);
  await stack.idle();
}

async function watched(stack: Controlled, work: () => Promise<void>): Promise<ControlAnswer> {
  const invocations: ControlAnswer['invocations'] = [];
  const stop = stack.onInvocation(({ event: _, ...invocation }) => {
    invocations.push(invocation);
  });
  try {
    await work();
  } finally {
    stop();
  }
  return { invocations };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
