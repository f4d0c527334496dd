import type * as z from 'zod/mini';
import { UnprocessableEventError } from './errors.ts';

/** @throws UnprocessableEventError naming what is wrong with the event */
export function parse<Event>(schema: z.ZodMiniType<Event>, event: unknown): Event {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new UnprocessableEventError(
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.code}`),
  );
}

/** What a log line calls the event; `none` if it has no id. */
export function eventId(event: unknown): string {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : undefined;
  return typeof id === 'string' ? id : 'none';
}
