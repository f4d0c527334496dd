import type { Alert, Notice } from './alert.ts';
import type { Message } from './message.ts';
import { causeOf } from './origin.ts';
import { clipped } from './quote.ts';

/** An alert as programs get it: the detail of our own events, and an entry of a JSON message. */
export interface AlertRecord {
  version: '2';
  state: Notice['state'];
  kind: Alert['kind'];
  /** The same for the alert that is raised and the one that clears it: `STAGE/ACCOUNT/REGION/…` of who tells. */
  cause: string;
  /** Who tells: the stage that was deployed, and its stack. */
  stage: string;
  stack: string;
  severity: Alert['severity'];
  title: string;
  where: Alert['where'];
  owner?: string;
  since?: string;
  what: readonly string[];
  done: readonly string[];
  todo: readonly string[];
}

/** A message as JSON, for a topic that programs read. */
export function asJson({ title, severity, notices, more, words }: Message): string {
  const alerts = notices.map(recordOf);
  return JSON.stringify({ version: '2', title, severity, alerts, more, words });
}

/** Texts are as they are: JSON can hold any name. Only their length has an end. */
export function recordOf(notice: Notice): AlertRecord {
  const { alert, state, owner, origin } = notice;
  const { kind, severity, title, where, since } = alert;
  return {
    version: '2',
    state,
    kind,
    cause: causeOf(notice),
    stage: origin.stage,
    stack: origin.stack,
    severity,
    title: clipped(title, 1_000),
    where,
    ...(owner && { owner }),
    ...(since && { since }),
    what: lines(alert.what),
    done: lines(alert.done),
    todo: lines(alert.todo),
  };
}

function lines(texts: readonly string[] = []): string[] {
  const more = texts.length - MOST_LINES;
  const shown = texts.slice(0, MOST_LINES).map((text) => clipped(text, 1_000));
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

const MOST_LINES = 50;
