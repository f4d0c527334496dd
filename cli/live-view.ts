import type { Exchange } from '../local/aws.ts';
import type { AwsEvent } from '../local/events/event.ts';
import type { Invocation } from '../local/stack/stack.ts';
import type { LocalStack } from './local-stack.ts';
import { paint, printAside } from './print.ts';

/** Tells on stderr what happens on an embedded AWS: each request, each event, what each function did. */
export function showLive({ aws, stack }: LocalStack): void {
  aws.onExchange((exchange) => printAside(line(requestLine(exchange))));
  aws.bus.subscribe((event) => {
    const told = eventLine(event);
    if (told) printAside(line(told));
  });
  stack.onInvocation((invocation) => {
    for (const told of invocationLines(invocation)) printAside(line(told));
  });
}

function line(text: string): string {
  return `${paint('dim', new Date().toTimeString().slice(0, 8))} ${text}`;
}

/** `ecr PutImage platform/web:latest`; never the whole input, which may hold a secret. */
function requestLine({ service, operation, input, error }: Exchange): string {
  const told = `${service} ${operation} ${subjectOf(input)}`.trimEnd();
  return error ? `${told} ${paint('red', error.name)}` : told;
}

/** The members of a request that name a thing, and are no secret. */
const naming = ['repositoryName', 'ecrRepositoryPrefix', 'SecretId', 'Name', 'prefix', 'TopicArn'];

function subjectOf(input: unknown): string {
  const name = naming.map((member) => textIn(input, member)).find((text) => text !== undefined);
  const tag = textIn(input, 'imageTag');
  return `${name ?? ''}${tag === undefined ? '' : `:${tag}`}`;
}

/** An event that a service sends by itself. CloudTrail's repeat the request that is told already. */
function eventLine({ 'detail-type': type, detail }: AwsEvent): string | undefined {
  if (type === 'AWS API Call via CloudTrail') return undefined;
  const texts = ['action-type', 'repository-name', 'image-tag', 'sync-status', 'scan-status'].map(
    (member) => textIn(detail, member),
  );
  return `  event ${type} ${texts.filter(Boolean).join(' ')}`.trimEnd();
}

/** What a function came to, and what it had to say about it. */
export function invocationLines(invocation: Omit<Invocation, 'event'>): string[] {
  const { functionName, outcome, attempt, durationMs } = invocation;
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  const head = `  ${paint('cyan', functionName)} (${Math.round(durationMs)} ms${again})`;
  if (!outcome.ok) {
    const { name, message } = outcome.error;
    return [`${head} ${paint('red', 'failed')}: ${name}: ${message}`];
  }
  return [`${head} ${JSON.stringify(outcome.result)}`];
}

function textIn(value: unknown, member: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const text: unknown = Reflect.get(value, member);
  return typeof text === 'string' ? text : undefined;
}
