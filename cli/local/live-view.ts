import { stderr } from 'node:process';
import type { Exchange } from '../../local/aws.ts';
import type { AwsEvent } from '../../local/events/event.ts';
import type { Invocation } from '../../local/stack/stack.ts';
import { paint, printAside, type Style } from '../print/print.ts';
import { occasionOf, outcomeLine } from './invocation-lines.ts';
import { alertOf, type LiveAlert } from './live-alert.ts';
import type { LocalStack } from './stack.ts';

/** How much is shown. */
export interface LiveOptions {
  /** Also the requests, logs and results of functions, in full; default false: a line for each result. */
  verbose?: boolean;
}

/**
 * Prints on stderr what happens on a local AWS, with the time and the source: each request from outside, each event,
 * each result of a function and each alert.
 */
export function showLive({ aws, stack }: LocalStack, { verbose = false }: LiveOptions = {}): void {
  const names = stack.functions.map(({ name }) => name);
  aws.onExchange((exchange) => {
    const who = functionOf(exchange, names);
    if (who === undefined) printLine(exchange.service, requestLine(exchange));
    else if (verbose) printLine(who, `calls ${exchange.service} ${requestLine(exchange)}`);
  });
  aws.bus.subscribe((event) => {
    const alert = alertOf(event);
    if (alert) printAlert(alert);
    else if (isOfAService(event)) printLine('event', eventLine(event));
  });
  stack.onInvocation((invocation) => printInvocation(invocation, verbose));
}

/** `20:05:41 push            platform/web:latest …` */
function printLine(who: string, what: string, style?: Style): void {
  const time = new Date().toTimeString().slice(0, 8);
  const name = style === undefined ? who.padEnd(14) : paint(style, who.padEnd(14), stderr);
  printAside(`${paint('dim', time, stderr)} ${name}  ${what}`);
}

const below = ' '.repeat(25);

function printAlert({ title, isResolved, severity, lines }: LiveAlert): void {
  const colour = isResolved ? 'green' : severity === 'info' ? 'cyan' : 'yellow';
  const what = isResolved ? `resolved: ${title}` : `${title} (${severity})`;
  printLine('alert', paint('bold', what, stderr), colour);
  for (const line of lines) printAside(`${below}${line}`);
}

function printInvocation(invocation: Invocation, verbose: boolean): void {
  const occasion = occasionOf(invocation.event);
  const line = `${occasion && `${occasion}: `}${outcomeLine(invocation, stderr)}`;
  printLine(invocation.functionName, line, 'cyan');
  if (!verbose) return;
  const { outcome, logs } = invocation;
  printAside(`${below}${JSON.stringify(outcome)}`);
  for (const log of logs) printAside(`${below}${log}`);
}

/** The function that made the request; undefined for a request from outside. */
function functionOf({ principalArn }: Exchange, names: readonly string[]): string | undefined {
  return names.find((name) => principalArn?.endsWith(`/ecr-steward-local-${name}`));
}

/** `PutImage platform/web:latest`; never the whole input, which may contain a secret. */
function requestLine({ operation, input, error }: Exchange): string {
  const line = `${operation} ${subjectOf(input)}`.trimEnd();
  if (error === undefined) return line;
  return `${line} ${paint('red', `${error.name}: ${error.message}`, stderr)}`;
}

/** The members of a request that name a resource; none of them is secret. */
const naming = ['repositoryName', 'ecrRepositoryPrefix', 'SecretId', 'Name', 'prefix', 'TopicArn'];

function subjectOf(input: unknown): string {
  const name = naming.map((member) => textIn(input, member)).find((text) => text !== undefined);
  const tag = textIn(input, 'imageTag');
  return `${name ?? ''}${tag === undefined ? '' : `:${tag}`}`;
}

/** CloudTrail's events repeat a request that is printed already. */
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
