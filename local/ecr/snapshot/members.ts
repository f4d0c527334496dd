import { z } from 'zod';

/** What the schemas of a snapshot have in common. Each message says what is expected and quotes no content. */

const dateError =
  'must be an ISO 8601 date and time, such as 2026-11-21T18:10:00+00:00, or seconds since 1970';

/** The end of the year 9999: milliseconds since 1970 are more. */
const LAST_SECOND = 253_402_300_799;

/** ISO 8601 as version 2 of the AWS CLI prints it, or the epoch seconds of version 1. */
export const date = z.union(
  [
    z.iso.datetime({ offset: true, error: dateError }),
    z.number({ error: dateError }).max(LAST_SECOND, { error: dateError }),
  ],
  { error: dateError },
);

export const text = z.string({ error: 'must be a string' });

export const account = text.regex(/^\d{12}$/, { error: 'must be 12 digits' });

export const digest = text.regex(/^sha256:[a-f0-9]{64}$/, {
  error: 'must be sha256: and 64 hex digits',
});

export const repositoryName = text
  .min(2, { error: 'must have 2 to 256 characters' })
  .max(256, { error: 'must have 2 to 256 characters' });

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

export const boolean = z.boolean({ error: 'must be true or false' });

export const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape, { error: 'must be an object' });

export const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item, { error: 'must be an array' });
