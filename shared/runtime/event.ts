import * as z from 'zod/mini';
import { UnprocessableEventError } from './errors.ts';

/** The source of the events that ecr-steward sends. */
export const EVENT_SOURCE = 'ecr-steward';

/** The detail-type of the event that an activation of registry.yml sends. */
export const CONFIGURATION_ACTIVATED = 'ECR Steward Configuration Activated';

/** An event of which nothing is needed, such as that of a schedule: the scope is the whole registry. */
export const anyEvent = z.looseObject({});

/** The event of `config push`: that a version of registry.yml is active. */
export const activation = z.object({
  'detail-type': z.literal(CONFIGURATION_ACTIVATED),
  detail: z.object({ version: z.int().check(z.positive()) }),
});

/** The version whose activation an event reports; undefined for any other event. */
export function activatedVersion(event: unknown): number | undefined {
  return activation.safeParse(event).data?.detail.version;
}

/** @throws UnprocessableEventError naming what is wrong with the event */
export function parse<Event>(schema: z.ZodMiniType<Event>, event: unknown): Event {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new UnprocessableEventError(
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.code}`),
  );
}

/** EventBridge's ids are UUIDs. */
const LONGEST_ID = 100;

/** Control and bidirectional characters, which a terminal would obey. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The id of an event for log lines; `none` if it has none. */
export function eventId(event: unknown): string {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : undefined;
  return typeof id === 'string' ? id.slice(0, LONGEST_ID).replace(unprintable, '?') : 'none';
}
