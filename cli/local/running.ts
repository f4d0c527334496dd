import { env } from 'node:process';
import type { AwsEvent } from '../../local/events/event.ts';
import { CONTROL_PATH, type ControlAnswer } from '../../local/stack/control.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { readUnowned } from '../aws/dry-run.ts';
import type { GlobalOptions } from '../aws/session.ts';
import { type LocalStack, startLocalStack } from './stack.ts';

/** What a running stack has to process. */
export type Order = { event: AwsEvent } | { schedule: string };

/**
 * Has functions process an event or a schedule, and returns their results: with --registry on a local AWS of its own
 * that starts with the snapshot, else on the `ecr-steward local` that AWS_ENDPOINT_URL points to.
 */
export async function order(what: Order, options: GlobalOptions): Promise<ControlAnswer> {
  if (options.registry !== undefined) return orderOwn(what, options, options.registry);
  if (!env.AWS_ENDPOINT_URL) {
    throw new StewardError(
      'there is no local AWS to work on: start one with npx ecr-steward local and export what it prints, ' +
        'or name a snapshot with --registry FILE',
    );
  }
  return send(env.AWS_ENDPOINT_URL, what);
}

async function orderOwn(
  what: Order,
  { config }: GlobalOptions,
  registry: string,
): Promise<ControlAnswer> {
  const snapshot = await readUnowned(registry);
  const running: LocalStack = await startLocalStack({ config, port: 0, snapshot });
  try {
    return await send(running.aws.endpoint, what);
  } finally {
    await running.close();
  }
}

async function send(endpoint: string, what: Order): Promise<ControlAnswer> {
  const path = 'event' in what ? 'events' : `schedules/${encodeURIComponent(what.schedule)}`;
  const body = 'event' in what ? JSON.stringify(what.event) : null;
  const response = await post(new URL(`${CONTROL_PATH}${path}`, endpoint), body);
  const text = await response.text();
  const answer = parsed(text);
  if (response.ok && answer && 'invocations' in answer) return answer;
  const why = answer && 'message' in answer ? answer.message : undefined;
  throw new StewardError(
    why ?? `${endpoint} is not a local AWS: start one with npx ecr-steward local`,
  );
}

async function post(url: URL, body: string | null): Promise<Response> {
  try {
    return await fetch(url, { method: 'POST', body });
  } catch (cause) {
    const fix = 'start a local AWS with npx ecr-steward local';
    throw new StewardError(`${url.origin} does not answer: ${fix}`, { cause });
  }
}

function parsed(text: string): ControlAnswer | { message: string } | undefined {
  try {
    return JSON.parse(text) as ControlAnswer | { message: string };
  } catch {
    return undefined;
  }
}
