import { stdout } from 'node:process';
import type { Invocation } from '../../local/stack/stack.ts';
import { figure, paint } from '../print/print.ts';
import { resultInWords } from '../print/result-in-words.ts';

/**
 * An invocation in one line: its result or error, and how long it took.
 *
 * @param stream - Where the line is printed; default standard output.
 */
export function outcomeLine(
  { outcome, attempt, durationMs }: Pick<Invocation, 'outcome' | 'attempt' | 'durationMs'>,
  stream: NodeJS.WriteStream = stdout,
): string {
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  const took = paint('dim', `(${figure(Math.round(durationMs))} ms${again})`, stream);
  if (outcome.ok) return `${resultInWords(outcome.result)} ${took}`;
  const { name, message } = outcome.error;
  return `${paint('red', `failed: ${name}: ${message}`, stream)} ${took}`;
}

/** What started it: an image, a call, a schedule; empty where the event names none. */
export function occasionOf(event: unknown): string {
  const { detail, 'detail-type': type } = Object(event) as Record<string, unknown>;
  if (type === 'Scheduled Event') return 'its schedule';
  const { eventName, ...members } = Object(detail) as Record<string, unknown>;
  const { 'repository-name': repository, 'image-tag': tag, 'image-digest': digest } = members;
  if (typeof repository !== 'string') return typeof eventName === 'string' ? eventName : '';
  if (typeof tag === 'string') return `${repository}:${tag}`;
  return typeof digest === 'string' ? `${repository}@${digest.slice(0, 19)}` : repository;
}
