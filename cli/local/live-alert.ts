import type { AwsEvent } from '../../local/events/event.ts';
import { alertTypes } from '../../shared/alerts/delivery/events.ts';
import type { AlertRecord } from '../../shared/alerts/delivery/record.ts';
import { EVENT_SOURCE } from '../../shared/runtime/event.ts';

/** The live view shows this many lines of `what`; the notification has all. */
const MOST_LINES = 5;

type LiveEvent = Pick<AwsEvent, 'source' | 'detail-type' | 'detail'>;

/** An alert for the live view. */
export interface LiveAlert {
  title: string;
  isResolved: boolean;
  severity: AlertRecord['severity'];
  lines: string[];
}

/** The alert of an event that ecr-steward publishes; undefined for any other event, its own ones too. */
export function alertOf(event: LiveEvent): LiveAlert | undefined {
  const types: readonly string[] = Object.values(alertTypes);
  if (event.source !== EVENT_SOURCE || !types.includes(event['detail-type'])) return undefined;
  const { title, state, severity, where, what, done, todo } = event.detail as AlertRecord;
  const isResolved = state === 'cleared';
  const lines = [
    `where: ${where.text}`,
    ...(isResolved ? [] : [...most(what), ...done.map((it) => `done: ${it}`)]),
    ...(isResolved ? [] : todo.map((it) => `to do: ${it}`)),
  ];
  return { title, isResolved, severity, lines };
}

function most(lines: readonly string[]): string[] {
  const more = lines.length - MOST_LINES;
  return more > 1 ? [...lines.slice(0, MOST_LINES), `and ${more} more`] : [...lines];
}
