import { alertKinds, type Notice, type Severity, worstOf } from './alert.ts';
import { clipped } from './quote.ts';

/** What one message tells: one thing, or several at once. */
export interface Message {
  title: string;
  severity: Severity;
  /** At most MOST_TOLD of them. */
  notices: Notices;
  /** How many more there are than the message tells. */
  more: number;
  /** What people are to know of the message itself, such as where else it could not be sent. */
  words: readonly string[];
}

/** More messages of one call than this for the same people become one. */
const MOST_MESSAGES = 5;

/** More than these are counted, not told one by one: a message has an end. */
const MOST_TOLD = 100;

/** More characters of notices than this are counted, too: SNS takes 256 KB, in which JSON writes them wider. */
const MOST_CHARACTERS = 60_000;

/** What is told together: each kind of news; all of them when those are many. */
export function gather(notices: readonly Notice[]): Notices[] {
  const groups = [...Map.groupBy(notices, ({ state, alert }) => `${state} ${alert.kind}`).values()];
  const together = groups.length > MOST_MESSAGES ? [[...notices]] : groups;
  return together.flatMap(([first, ...others]) => (first ? [[first, ...others] as const] : []));
}

export type Notices = readonly [Notice, ...Notice[]];

export function messageOf(notices: Notices, words: readonly string[] = []): Message {
  const [first] = notices;
  const shown = bounded(notices);
  const title = notices.length === 1 ? titleOf(first) : titleOfMany(notices);
  const severity = worstOf(notices.map(({ alert }) => alert));
  return { title, severity, notices: shown, more: notices.length - shown.length, words };
}

function bounded([first, ...others]: Notices): Notices {
  let characters = JSON.stringify(first.alert).length;
  const fitting = others.slice(0, MOST_TOLD - 1).filter(({ alert }) => {
    characters += JSON.stringify(alert).length;
    return characters <= MOST_CHARACTERS;
  });
  return [first, ...fitting];
}

function titleOf({ alert, state }: Notice): string {
  return state === 'cleared' ? `Over: ${alert.title}` : alert.title;
}

function titleOfMany(notices: readonly Notice[]): string {
  const counts = [...Map.groupBy(notices, ({ alert }) => alert.kind)].map(
    ([kind, { length }]) => `${length} ${alertKinds[kind][length === 1 ? 'one' : 'many']}`,
  );
  const over = notices.every(({ state }) => state === 'cleared') ? 'Over: ' : '';
  return clipped(`${over}${counts.join(', ')}${placesOf(notices)}`, 300);
}

/** ` in team-a/web`, ` in 4 repositories`, `: docker.io, quay.io` */
function placesOf(notices: readonly Notice[]): string {
  const wheres = notices.map(({ alert }) => alert.where);
  const repositories = new Set(wheres.map(({ repository }) => repository));
  const [repository] = repositories;
  if (!repositories.has(undefined)) {
    return ` in ${repositories.size === 1 ? repository : `${repositories.size} repositories`}`;
  }
  const places = new Set(wheres.map(({ rule, text }) => rule ?? text));
  return places.size > 5 ? ` in ${places.size} places` : `: ${[...places].join(', ')}`;
}

/** What shows those that a message does not tell. */
export function wayToAll({ notices }: Message): string {
  const words = alertKinds[notices[0].alert.kind];
  return 'all' in words ? `${words.all} shows all` : 'each is an event of its own on the bus';
}
