import * as z from 'zod/mini';
import { UnprocessableEventError } from './errors.ts';

/** An event that holds nothing that is needed, such as that of a schedule: the scope is the registry. */
export const anyEvent = z.looseObject({});

/** @throws UnprocessableEventError naming what is wrong with the event */
export function parse<Event>(schema: z.ZodMiniType<Event>, event: unknown): Event {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new UnprocessableEventError(
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.code}`),
  );
}

/** An id is a UUID; one that is longer is none of EventBridge's. */
const LONGEST_ID = 100;

/** A terminal would obey some of these, and turn the line around for others. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** What a log line calls the event; `none` if it has no id. */
export function eventId(event: unknown): string {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : undefined;
  return typeof id === 'string' ? id.slice(0, LONGEST_ID).replace(unprintable, '?') : 'none';
}
