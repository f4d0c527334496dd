import type { RecordedUse } from '../use/record.ts';

/** An image that is in use, as one walk has found it. */
export type ResolvedUse = Omit<RecordedUse, 'since' | 'last'>;

/** Who uses an image, and how many more there are. */
export type Users = Pick<RecordedUse, 'by' | 'more'>;

/** More users than these are counted, not named. */
export const NAMED_USERS = 20;

/** Each user once. */
export function boundedUsers(all: readonly string[]): Users {
  const by = [...new Set(all)];
  const more = by.length - NAMED_USERS;
  return { by: by.slice(0, NAMED_USERS), ...(more > 0 && { more }) };
}

/** A line for each of them. */
export function userLines({ by, more }: Users): string[] {
  return [
    ...by.map((it) => `used by ${it}`),
    ...(more === undefined ? [] : [`and by ${more} more`]),
  ];
}
