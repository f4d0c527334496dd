import { alertKinds, type Notice, type Severity, worstOf } from '../alert.ts';
import { clipped } from '../quote.ts';

/** The content of one message: one alert, or several. */
export interface Message {
  title: string;
  severity: Severity;
  /** At most MOST_SHOWN of them. */
  notices: Notices;
  /** How many more there are, which the message only counts. */
  more: number;
  /** About the message itself, such as where else it could not be sent. */
  words: readonly string[];
}

/** More messages of one call to the same topic than this become one. */
const MOST_MESSAGES = 5;

/** Alerts beyond these are counted, not shown. */
const MOST_SHOWN = 100;

/** Alerts beyond these characters are counted, too: SNS takes 256 KB, and formatting makes them longer. */
const MOST_CHARACTERS = 60_000;

/** Groups alerts into messages: one per kind and state; one for all where that would be too many. */
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
  const fitting = others.slice(0, MOST_SHOWN - 1).filter(({ alert }) => {
    characters += JSON.stringify(alert).length;
    return characters <= MOST_CHARACTERS;
  });
  return [first, ...fitting];
}

function titleOf({ alert, state }: Notice): string {
  return state === 'cleared' ? `Resolved: ${alert.title}` : alert.title;
}

function titleOfMany(notices: readonly Notice[]): string {
  const counts = [...Map.groupBy(notices, ({ alert }) => alert.kind)].map(
    ([kind, { length }]) => `${length} ${alertKinds[kind][length === 1 ? 'one' : 'many']}`,
  );
  const resolved = notices.every(({ state }) => state === 'cleared') ? 'Resolved: ' : '';
  return clipped(`${resolved}${counts.join(', ')}${placesOf(notices)}`, 300);
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

/** Where the alerts are shown that a message only counts: a command, or the bus. */
export function whereAllAreShown({ notices }: Message): string {
  const words = alertKinds[notices[0].alert.kind];
  return 'all' in words ? `${words.all} shows all` : 'each is an event on the default event bus';
}
