import type { Alert, Notice } from '../alert.ts';
import { whereAllAre, whereAmong, whereItIs } from '../origin.ts';
import { oneLine } from '../quote.ts';
import { type Message, whereAllAreShown } from './message.ts';

/** Characters of a line of an e-mail; a longer word gets a line of its own. */
const WIDTH = 78;

/** Lines of one alert beyond these are counted, not shown. */
const MOST_LINES = 50;

/** A message as an e-mail: what it is, what was done, what to do, where, since when. */
export function asText(message: Message): string {
  const [first, ...others] = message.notices;
  const body = others.length === 0 && message.more === 0 ? one(first) : several(message);
  const words = message.words.map((word) => oneLine(word));
  return [oneLine(message.title, 300), '', ...body, ...(words.length ? ['', ...words] : [])]
    .map(wrapped)
    .join('\n');
}

function one(notice: Notice): string[] {
  const { alert } = notice;
  const { since, severity, kind } = alert;
  return [
    ...items(cleared(notice) ? wasSo(alert) : alert.what),
    ...section('Done', cleared(notice) ? [] : alert.done),
    ...section('To do', cleared(notice) ? [] : alert.todo),
    '',
    `Where: ${whereItIs(notice)}`,
    ...(since ? [`Since: ${oneLine(since)}`] : []),
    `${cleared(notice) ? 'Was' : 'Kind'}: ${kind}, ${severity}`,
  ];
}

/** Steps that all of them have in common are at the end, once. */
function several(message: Message): string[] {
  const alerts = message.notices.map(({ alert }) => alert);
  const common = { done: inAll(alerts, 'done'), todo: inAll(alerts, 'todo') };
  const more = message.more > 0 ? [`- and ${message.more} more: ${whereAllAreShown(message)}`] : [];
  return [
    ...message.notices.flatMap((notice) => entry(notice, common)),
    ...more,
    ...section('Done', [...common.done]),
    ...section('To do', [...common.todo]),
    '',
    `Where: ${whereAllAre(message.notices)}`,
  ];
}

interface Common {
  done: ReadonlySet<string>;
  todo: ReadonlySet<string>;
}

function entry(notice: Notice, common: Common): string[] {
  const { alert } = notice;
  const place = whereAmong(notice);
  if (cleared(notice))
    return [`- ${place}: ${oneLine(alert.title)}`, ...wasSo(alert).map((line) => `  ${line}`)];
  const [first = alert.title, ...rest] = alert.what;
  return [
    `- ${place}: ${oneLine(first)}`,
    ...counted(rest).map((line) => `  ${line}`),
    ...own(alert.done, common.done).map((line) => `  Done: ${line}`),
    ...own(alert.todo, common.todo).map((line) => `  To do: ${line}`),
  ];
}

function own(lines: readonly string[] = [], common: ReadonlySet<string>): string[] {
  return counted(lines.filter((line) => !common.has(line)));
}

function inAll(alerts: readonly Alert[], part: 'done' | 'todo'): Set<string> {
  const [first, ...others] = alerts.map((alert) => new Set(alert[part]));
  return others.reduce((common, lines) => common.intersection(lines), first ?? new Set<string>());
}

function wasSo({ since }: Alert): string[] {
  return [since ? `It is resolved. It was first reported at ${since}.` : 'It is resolved.'];
}

function cleared({ state }: Notice): boolean {
  return state === 'cleared';
}

function section(heading: string, lines: readonly string[] = []): string[] {
  return lines.length === 0 ? [] : ['', `${heading}:`, ...items(lines)];
}

function items(lines: readonly string[]): string[] {
  return counted(lines).map((line) => `- ${line}`);
}

function counted(lines: readonly string[]): string[] {
  const more = lines.length - MOST_LINES;
  const shown = lines.slice(0, MOST_LINES).map((line) => oneLine(line));
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/** Wraps at spaces and indents the rest; a command of ours is not wrapped, so that it can be copied. */
function wrapped(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const whole = line
    .slice(indent.length)
    .replace(/npx ecr-steward(?: [\w./-]+)*/g, (it) => it.replaceAll(' ', '\u00a0'));
  const [first = '', ...words] = whole.split(' ');
  const lines: string[] = [];
  let current = `${indent}${first}`;
  for (const word of words) {
    const longer = `${current} ${word}`;
    const breaks = longer.length > WIDTH && current.trim() !== '-';
    if (breaks) lines.push(current);
    current = breaks ? `${indent}    ${word}` : longer;
  }
  return [...lines, current].join('\n').replaceAll('\u00a0', ' ');
}
