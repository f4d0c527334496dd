import type { Alert, Notice } from '../alert.ts';
import { causeOf } from '../origin.ts';
import { clipped } from '../quote.ts';
import type { Message } from './message.ts';

/** An alert for programs: the detail of our events, and an entry of a JSON message. */
export interface AlertRecord {
  version: '2';
  state: Notice['state'];
  kind: Alert['kind'];
  /** The same for an alert and its resolution: `STAGE/ACCOUNT/REGION/…` of the stack that sends it. */
  cause: string;
  /** The stage and the stack that send it. */
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

/** A message as JSON, for topics that programs read. */
export function asJson({ title, severity, notices, more, words }: Message): string {
  const alerts = notices.map(recordOf);
  return JSON.stringify({ version: '2', title, severity, alerts, more, words });
}

/** Texts are not escaped, as JSON can hold any name; only their length is limited. */
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
