import { stderr } from 'node:process';
import type { Exchange } from '../../local/aws.ts';
import type { AwsEvent } from '../../local/events/event.ts';
import type { Invocation } from '../../local/stack/stack.ts';
import { paint, printAside, type Style } from '../print/print.ts';
import { occasionOf, outcomeLine } from './invocation-lines.ts';
import { alertOf, type LiveAlert } from './live-alert.ts';
import type { LocalStack } from './stack.ts';

/** How much is told. */
export interface LiveOptions {
  /** What functions ask AWS for, and answer, as it is; default only what they came to. */
  verbose?: boolean;
}

/**
 * Tells on stderr what happens on an embedded AWS: each request from outside, each event, what each function did,
 * and what people are told; a line for each, with the time and who it is.
 */
export function showLive({ aws, stack }: LocalStack, { verbose = false }: LiveOptions = {}): void {
  const names = stack.functions.map(({ name }) => name);
  aws.onExchange((exchange) => {
    const who = functionOf(exchange, names);
    if (who === undefined) tell(exchange.service, requestLine(exchange));
    else if (verbose) tell(who, `asks ${exchange.service} ${requestLine(exchange)}`);
  });
  aws.bus.subscribe((event) => {
    const alert = alertOf(event);
    if (alert) tellAlert(alert);
    else if (isOfAService(event)) tell('event', eventLine(event));
  });
  stack.onInvocation((invocation) => tellInvocation(invocation, verbose));
}

/** `20:05:41 push            platform/web:latest …` */
function tell(who: string, what: string, style?: Style): void {
  const time = new Date().toTimeString().slice(0, 8);
  const name = style === undefined ? who.padEnd(14) : paint(style, who.padEnd(14), stderr);
  printAside(`${paint('dim', time, stderr)} ${name}  ${what}`);
}

const below = ' '.repeat(25);

function tellAlert({ title, isOver, severity, lines }: LiveAlert): void {
  const colour = isOver ? 'green' : severity === 'info' ? 'cyan' : 'yellow';
  const what = isOver ? `over: ${title}` : `${title} (${severity})`;
  tell('alert', paint('bold', what, stderr), colour);
  for (const line of lines) printAside(`${below}${line}`);
}

function tellInvocation(invocation: Invocation, verbose: boolean): void {
  const occasion = occasionOf(invocation.event);
  const line = `${occasion && `${occasion}: `}${outcomeLine(invocation, stderr)}`;
  tell(invocation.functionName, line, 'cyan');
  if (!verbose) return;
  const { outcome, logs } = invocation;
  printAside(`${below}${JSON.stringify(outcome)}`);
  for (const log of logs) printAside(`${below}${log}`);
}

/** The function that asked; undefined when somebody else did. */
function functionOf({ principalArn }: Exchange, names: readonly string[]): string | undefined {
  return names.find((name) => principalArn?.endsWith(`/ecr-steward-local-${name}`));
}

/** `PutImage platform/web:latest`; never the whole input, which may hold a secret. */
function requestLine({ operation, input, error }: Exchange): string {
  const told = `${operation} ${subjectOf(input)}`.trimEnd();
  if (error === undefined) return told;
  return `${told} ${paint('red', `${error.name}: ${error.message}`, stderr)}`;
}

/** The members of a request that name a thing, and are no secret. */
const naming = ['repositoryName', 'ecrRepositoryPrefix', 'SecretId', 'Name', 'prefix', 'TopicArn'];

function subjectOf(input: unknown): string {
  const name = naming.map((member) => textIn(input, member)).find((text) => text !== undefined);
  const tag = textIn(input, 'imageTag');
  return `${name ?? ''}${tag === undefined ? '' : `:${tag}`}`;
}

/** CloudTrail's events repeat the request that is told already. */
function isOfAService({ 'detail-type': type }: AwsEvent): boolean {
  return type !== 'AWS API Call via CloudTrail';
}

function eventLine({ 'detail-type': type, detail }: AwsEvent): string {
  const members = ['action-type', 'sync-status', 'scan-status', 'result', 'replication-result'];
  const [action] = members.flatMap((member) => textIn(detail, member) ?? []);
  return [type, action, occasionOf({ detail })].filter(Boolean).join(' ');
}

function textIn(value: unknown, member: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const text: unknown = Reflect.get(value, member);
  return typeof text === 'string' ? text : undefined;
}
