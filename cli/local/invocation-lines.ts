import { stdout } from 'node:process';
import type { Invocation } from '../../local/stack/stack.ts';
import { figure, paint } from '../print/print.ts';
import { resultInWords } from '../print/result-in-words.ts';

/**
 * What a function came to, in a line: how it went, what it did, how long it took.
 *
 * @param stream - Where it is going to be printed; default standard output.
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

/** What it was started by: an image, a call, a schedule; nothing where it does not say. */
export function occasionOf(event: unknown): string {
  const { detail, 'detail-type': type } = Object(event) as Record<string, unknown>;
  if (type === 'Scheduled Event') return 'its schedule';
  const { eventName, ...members } = Object(detail) as Record<string, unknown>;
  const { 'repository-name': repository, 'image-tag': tag, 'image-digest': digest } = members;
  if (typeof repository !== 'string') return typeof eventName === 'string' ? eventName : '';
  if (typeof tag === 'string') return `${repository}:${tag}`;
  return typeof digest === 'string' ? `${repository}@${digest.slice(0, 19)}` : repository;
}
