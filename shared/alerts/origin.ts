import { createHash } from 'node:crypto';
import type { Origin } from '../runtime/environment.ts';
import type { Notice, Where } from './alert.ts';
import { oneLine } from './quote.ts';

/** An alert, and whether it is raised or cleared. */
export type News = Pick<Notice, 'alert' | 'state'>;

/** Adds the stack that sends the alert, and its account and region where the alert names none. */
export function noticeFrom(origin: Origin, { alert, state }: News): Notice {
  const { account, region } = origin;
  const where = { account, region, ...alert.where };
  return { alert: { ...alert, where }, state, origin };
}

/**
 * The cause in messages and events: the same for an alert and its resolution, and unique to the stack, so that a
 * resolution in one account resolves nothing in another. `prod/123456789012/eu-west-1/naming/…`
 */
export function causeOf({ alert, origin }: Pick<Notice, 'alert' | 'origin'>): string {
  return `${homeOf(origin)}/${alert.cause.id}`;
}

/** `prod/123456789012/eu-west-1` */
export function homeOf({ stage, account, region }: Origin): string {
  return `${stage}/${account}/${region}`;
}

/** A text in one line of at most `most` characters; a longer one ends with a hash, so that it stays unique. */
export function distinct(text: string, most: number): string {
  if (text.length <= most) return oneLine(text, most);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return `${oneLine(text, most - 33)}/${hash}`;
}

/** An account and a region. */
export type Place = Pick<Origin, 'account' | 'region'>;

/** The place of all of them; where they differ, the one that they are sent from. */
export function placeOf([first, ...others]: readonly [Notice, ...Notice[]]): Place {
  const place = placeOfOne(first);
  return others.every((each) => isSame(placeOfOne(each), place)) ? place : first.origin;
}

/** `123456789012/eu-west-1` */
export function placeInWords({ account, region }: Place): string {
  return `${account}/${region}`;
}

/** Where one is: `platform/web:latest in 123456789012/eu-west-1 (stage prod)` */
export function whereItIs(notice: Notice): string {
  const { where } = notice.alert;
  const { stage } = notice.origin;
  const place = isSaid(where) ? '' : ` in ${placeInWords(placeOfOne(notice))}`;
  const home = isElsewhere(notice) ? ` of ${placeInWords(notice.origin)}` : '';
  return `${oneLine(where.text, 400)}${place} (stage ${stage}${home})`;
}

/** Where one of several is: with its place only where it is not the one that they are sent from. */
export function whereAmong(notice: Notice): string {
  const { where } = notice.alert;
  const isPlain = !isElsewhere(notice) || isSaid(where);
  const place = isPlain ? '' : ` in ${placeInWords(placeOfOne(notice))}`;
  return `${oneLine(where.text, 400)}${place}`;
}

/** Where several are sent from: `123456789012/eu-west-1 (stage prod)` */
export function whereAllAre(notices: readonly [Notice, ...Notice[]]): string {
  return `${placeInWords(notices[0].origin)} (stage ${notices[0].origin.stage})`;
}

function isElsewhere(notice: Notice): boolean {
  return !isSame(placeOfOne(notice), notice.origin);
}

function isSame(one: Place, other: Place): boolean {
  return one.account === other.account && one.region === other.region;
}

/** Whether the text itself names account and region, as that of a registry does. A repository's name does not count. */
function isSaid({ text, account = '', region = '', repository }: Where): boolean {
  return repository === undefined && text.includes(account) && text.includes(region);
}

function placeOfOne({ alert: { where }, origin }: Notice): Place {
  return { account: where.account ?? origin.account, region: where.region ?? origin.region };
}
