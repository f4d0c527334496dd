import type { UnusedRule } from '../config/schema/schema.ts';

/** The resource tags by which a repository is marked. */

/** The day (UTC) on which a run has found the repository unused. */
export const UNUSED_SINCE = 'ecr-steward:unused-since';
/** The last day (UTC) on which it is not deleted, also when it stays empty. */
export const DELETE_AFTER = 'ecr-steward:delete-after';
/** With any value: a person keeps the repository. */
export const KEEP = 'ecr-steward:keep';

export const ownKeys = [UNUSED_SINCE, DELETE_AFTER] as const;

export type Tags = Readonly<Record<string, string>>;

const DAY_MS = 86_400_000;

export function isKept(tags: Tags): boolean {
  return Object.hasOwn(tags, KEEP);
}

/** Those of our marks that it has. */
export function marksIn(tags: Tags): Tags {
  const keys = ownKeys.filter((key) => Object.hasOwn(tags, key));
  return Object.fromEntries(keys.map((key) => [key, tags[key] ?? '']));
}

/**
 * The marks that an unused repository lacks. One that is there stays, whatever its value: a person may have put off the
 * deletion. Only an empty repository gets the day after which it is deleted.
 */
export function missingMarks(
  { action, waitDays }: UnusedRule,
  { images, tags }: { images: number; tags: Tags },
  now: Date,
): Tags {
  if (action === 'report') return {};
  const wanted = {
    [UNUSED_SINCE]: dayOf(now),
    ...(action === 'delete' &&
      images === 0 && { [DELETE_AFTER]: dayOf(new Date(now.getTime() + waitDays * DAY_MS)) }),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([key]) => !Object.hasOwn(tags, key)));
}

/** Whether its last day has passed. A value that is no day never passes. */
export function isDue(tags: Tags, now: Date): boolean {
  const day = tags[DELETE_AFTER];
  if (day === undefined || !isDay(day) || !Object.hasOwn(tags, UNUSED_SINCE)) return false;
  return dayOf(now) > day;
}

export function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(time) && dayOf(new Date(time)) === text;
}

export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
