import type { AwsEvent } from '../events/event.ts';
import { compilePattern, InvalidEventPatternError } from '../events/pattern.ts';
import { StackDefinitionError } from './errors.ts';
import { freeName, ownName, readSchedules, type Schedule } from './schedules.ts';
import { parseShape, shapes } from './shapes.ts';

/** A rule on the event bus that has a function as its target. */
export interface Rule {
  readonly pattern: unknown;
  readonly enabled: boolean;
  matches(event: AwsEvent): boolean;
  /** The input of the function, instead of the matched event. */
  readonly input?: unknown;
}

export interface Triggers {
  readonly rules: readonly Rule[];
  readonly schedules: readonly Schedule[];
}

/**
 * Reads a function's `events`.
 *
 * @param used The names of schedules so far, of all functions; the new ones are added.
 * @throws StackDefinitionError for a pattern that EventBridge would refuse, and for a kind of event that does not
 *   exist locally: otherwise its function would silently never run.
 */
export function readTriggers(
  events: readonly unknown[],
  path: string,
  functionKey: string,
  used: Set<string>,
): Triggers {
  const triggers = events.map((event, index) => {
    const place = `${path}[${index}]`;
    const [kind, body] = kindOf(event, place);
    if (kind === 'eventBridge')
      return readEventBridge(body, `${place}.eventBridge`, functionKey, used);
    if (kind === 'schedule') {
      return { rules: [], schedules: readSchedules(body, `${place}.schedule`, functionKey, used) };
    }
    throw new StackDefinitionError(
      place,
      `"${kind}" is not supported locally; use eventBridge or schedule`,
    );
  });
  return {
    rules: triggers.flatMap(({ rules }) => rules),
    schedules: triggers.flatMap(({ schedules }) => schedules),
  };
}

function kindOf(event: unknown, path: string): [string, unknown] {
  const [entry, ...others] = Object.entries(Object(event));
  if (entry && others.length === 0) return entry;
  throw new StackDefinitionError(path, 'must have one key, such as eventBridge or schedule');
}

function readEventBridge(
  event: unknown,
  path: string,
  functionKey: string,
  used: Set<string>,
): Triggers {
  const { pattern, schedule, enabled, input, name } = parseShape(shapes.eventBridge, event, path);
  const given = input === undefined ? {} : { input };
  if (pattern === undefined && schedule === undefined) {
    throw new StackDefinitionError(path, 'needs a pattern or a schedule');
  }
  const rules =
    pattern === undefined
      ? []
      : [{ pattern, enabled, matches: compileAt(pattern, `${path}.pattern`), ...given }];
  if (schedule === undefined) return { rules, schedules: [] };
  const scheduleName = name === undefined ? freeName(functionKey, used) : ownName(name, used, path);
  const method = 'eventBus';
  return {
    rules,
    schedules: [{ name: scheduleName, expression: schedule, enabled, method, ...given }],
  };
}

function compileAt(pattern: unknown, path: string): (event: AwsEvent) => boolean {
  try {
    return compilePattern(pattern);
  } catch (cause) {
    if (!(cause instanceof InvalidEventPatternError)) throw cause;
    throw new StackDefinitionError(path, cause.message, { cause });
  }
}
