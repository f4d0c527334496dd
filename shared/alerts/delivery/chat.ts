import type { Alert, Notice } from '../alert.ts';
import {
  causeOf,
  distinct,
  homeOf,
  placeInWords,
  placeOf,
  whereAllAre,
  whereAmong,
  whereItIs,
} from '../origin.ts';
import { forChat, oneLine } from '../quote.ts';
import { type Message, whereAllAreShown } from './message.ts';

/** Characters of a description: chat applications cut long messages. */
const MOST_CHARACTERS = 2_500;

const MOST_STEPS = 5;

/**
 * A message as a custom notification of Amazon Q Developer in chat applications (AWS Chatbot), which forwards it
 * to Slack and Microsoft Teams (its administrator guide, "Custom notifications", event schema 1.0). An alert and
 * its `Resolved:` share a thread, where the channel has threads.
 */
export function asChat(message: Message): string {
  const alerts = message.notices.map(({ alert }) => alert);
  const [first] = message.notices;
  const kinds = new Set(alerts.map(({ kind }) => kind));
  const repositories = new Set(alerts.flatMap(({ where }) => where.repository ?? []));
  const place = placeOf(message.notices);
  const title = oneLine(`${placeInWords(place)}: ${message.title}`, 240);
  const steps = nextSteps(message.notices);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: forChat(title, 240),
      description: description(message),
      ...(steps.length > 0 && { nextSteps: steps }),
      keywords: [message.severity, ...kinds].slice(0, 10),
    },
    metadata: {
      threadId: threadOf(message),
      summary: forChat(title, 240),
      eventType: kinds.size === 1 ? first.alert.kind : 'several',
      relatedResources: [...repositories].slice(0, 10).map((name) => oneLine(name, 256)),
      additionalContext: {
        severity: message.severity,
        state: first.state,
        ...place,
        stage: first.origin.stage,
      },
    },
  });
}

function threadOf({ notices, title }: Message): string {
  const [first] = notices;
  return distinct(notices.length === 1 ? causeOf(first) : `${homeOf(first.origin)}/${title}`, 200);
}

function description(message: Message): string {
  const [first, ...others] = message.notices;
  const single = others.length === 0 && message.more === 0;
  const where = single ? whereItIs(first) : whereAllAre(message.notices);
  const lines = [
    ...(single ? linesOf(first) : message.notices.map(entry)),
    ...message.words.map((word) => forChat(word)),
  ];
  const shown: string[] = [];
  let characters = 0;
  for (const line of lines) {
    characters += line.length + 1;
    if (characters > MOST_CHARACTERS) break;
    shown.push(line);
  }
  const more = lines.length - shown.length + message.more;
  const rest = more > 0 ? [`• and ${more} more: ${forChat(whereAllAreShown(message))}`] : [];
  return [...shown, ...rest, `Where: ${forChat(where, 600)}`].join('\n');
}

function linesOf({ alert, state }: Notice): string[] {
  if (state === 'cleared') return [`Resolved: ${forChat(alert.where.text, 300)}`];
  const done = alert.done ?? [];
  return [...bullets(alert.what), ...(done.length > 0 ? ['*Done*', ...bullets(done)] : [])];
}

function bullets(lines: readonly string[]): string[] {
  return lines.map((line) => `• ${forChat(line, 500)}`);
}

function entry(notice: Notice): string {
  const { alert, state } = notice;
  const what =
    state === 'cleared' ? alert.title : [...alert.what, ...(alert.done ?? [])].join('; ');
  return `• ${forChat(whereAmong(notice), 200)}: ${forChat(what, 500)}`;
}

function nextSteps(notices: readonly Notice[]): string[] {
  const raised = notices.filter(({ state }) => state === 'raised');
  const steps = new Set(raised.flatMap(({ alert }: { alert: Alert }) => alert.todo ?? []));
  return [...steps].slice(0, MOST_STEPS).map((step) => forChat(step, 300));
}
