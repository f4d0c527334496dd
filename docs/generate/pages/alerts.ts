import { readFileSync } from 'node:fs';
import { type Alert, type AlertKind, alertKinds } from '../../../shared/alerts/alert.ts';
import { messageOf } from '../../../shared/alerts/delivery/message.ts';
import { asText } from '../../../shared/alerts/delivery/text.ts';
import { noticeFrom } from '../../../shared/alerts/origin.ts';
import { alertSamples } from '../alert-samples/all.ts';
import { origin } from '../alert-samples/names.ts';
import { alertFacts } from '../facts/alert-facts.ts';
import { anchor, block, code, generatedNote, page, table } from '../markdown.ts';

/** docs/reference/alerts.md: every kind of alert, with a text that its capability generates. */
export function alertsPage(): string {
  const kinds = (Object.keys(alertKinds) as AlertKind[]).sort();
  return page([
    generatedNote,
    '# Alert reference',
    readFileSync(new URL('alerts-intro.md', import.meta.url), 'utf8').trim(),
    table(
      ['Kind', 'Severity', 'When'],
      kinds.map((kind) => [
        `[${code(kind)}](${anchor(kind)})`,
        severitiesOf(kind),
        alertFacts[kind].when,
      ]),
    ),
    ...kinds.flatMap(kindParts),
  ]);
}

function kindParts(kind: AlertKind): string[] {
  const { when, resolved, by, again } = alertFacts[kind];
  const [sample] = alertSamples[kind];
  const functions = by.map((name) => `[${code(name)}](functions.md${anchor(name)})`);
  const shows = alertKinds[kind];
  const lines = [
    `- Severity: ${severitiesOf(kind)}`,
    `- From: ${functions.join(', ')}`,
    `- The same is sent again: ${again ?? againAfter(kind)}`,
    `- Resolved: ${resolved ? `when ${resolved}` : 'no second message follows'}`,
    ...('all' in shows ? [`- Shows all: ${code(shows.all)}`] : []),
  ];
  return [`## ${code(kind)}`, when, lines.join('\n'), block('text', textOf(sample))];
}

function severitiesOf(kind: AlertKind): string {
  return [...new Set(alertSamples[kind].map(({ severity }) => severity))].join(' or ');
}

/** The text of the e-mail. */
function textOf(alert: Alert): string {
  return asText(messageOf([noticeFrom(origin, { alert, state: 'raised' })]));
}

function againAfter(kind: AlertKind): string {
  const windows = new Set(alertSamples[kind].map(({ cause }) => inWords(cause.windowSeconds)));
  return `after ${[...windows].join(' or ')}`;
}

function inWords(seconds: number): string {
  const hours = seconds / 3600;
  const [count, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour'];
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
