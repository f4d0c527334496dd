import { EVENT_SOURCE } from '../../shared/alerts/events.ts';
import type { AlertRecord } from '../../shared/alerts/record.ts';

/** So many lines are shown of what exactly; the message that people get has all. */
const MOST_LINES = 5;

/** An alert for the live view: what it is, where, what exactly, what was done, what to do. */
export interface LiveAlert {
  title: string;
  isOver: boolean;
  severity: AlertRecord['severity'];
  lines: string[];
}

/** The alert that an event of ours is; undefined of any other. */
export function alertOf(event: { source: string; detail: unknown }): LiveAlert | undefined {
  if (event.source !== EVENT_SOURCE) return undefined;
  const { title, state, severity, where, what, done, todo } = event.detail as AlertRecord;
  const isOver = state === 'cleared';
  const lines = [
    `where: ${where.text}`,
    ...(isOver ? [] : [...most(what), ...done.map((it) => `done: ${it}`)]),
    ...(isOver ? [] : todo.map((it) => `to do: ${it}`)),
  ];
  return { title, isOver, severity, lines };
}

function most(lines: readonly string[]): string[] {
  const more = lines.length - MOST_LINES;
  return more > 1 ? [...lines.slice(0, MOST_LINES), `and ${more} more`] : [...lines];
}
