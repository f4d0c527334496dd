import { randomUUID } from 'node:crypto';
import type { LocalAws } from '../aws.ts';
import { StackDefinitionError } from './errors.ts';
import { parseShape, shapes } from './shapes.ts';

/** A schedule of a function. Locally it fires only by name, never by time. */
export interface Schedule {
  /** Its own name, or the function's key; `-2`, `-3` … where one function has more without a name. */
  readonly name: string;
  /** `rate(1 day)`, `cron(0 3 * * ? *)`, `at(2026-12-24T18:00:00)`. */
  readonly expression: string;
  /** IANA name; default UTC. */
  readonly timezone?: string;
  /** The input of the function; default the service's own `Scheduled Event`. */
  readonly input?: unknown;
  readonly enabled: boolean;
  /** EventBridge Scheduler, or a rule on the event bus. */
  readonly method: 'scheduler' | 'eventBus';
}

/** Reads a function's `schedule` event; `used` holds the names that are already in use. */
export function readSchedules(
  event: unknown,
  path: string,
  functionKey: string,
  used: Set<string>,
): Schedule[] {
  if (typeof event === 'string') {
    const expression = parseShape(shapes.shortSchedule, event, path);
    const name = freeName(functionKey, used);
    return [{ name, expression, enabled: true, method: 'eventBus' }];
  }
  const { rate, name, method, enabled, timezone, input } = parseShape(shapes.schedule, event, path);
  if (timezone !== undefined && method !== 'scheduler') {
    throw new StackDefinitionError(`${path}.timezone`, 'needs method: scheduler');
  }
  return rate.map((expression) => ({
    name: name === undefined ? freeName(functionKey, used) : ownName(name, used, path),
    expression,
    enabled,
    method,
    ...(timezone === undefined ? {} : { timezone }),
    ...(input === undefined ? {} : { input: readInput(input, `${path}.input`) }),
  }));
}

/** Reserves `name` for a schedule with an explicit name. */
export function ownName(name: string, used: Set<string>, path: string): string {
  if (used.has(name)) throw new StackDefinitionError(path, `another schedule is named "${name}"`);
  used.add(name);
  return name;
}

export function freeName(functionKey: string, used: Set<string>): string {
  let name = functionKey;
  for (let number = 2; used.has(name); number += 1) name = `${functionKey}-${number}`;
  used.add(name);
  return name;
}

/** The framework accepts JSON text as well as an object, and JSON text as its `body`. */
function readInput(input: unknown, path: string): unknown {
  if (typeof input === 'string') return parseJson(input, path);
  if (typeof input !== 'object' || input === null) return input;
  const body: unknown = Reflect.get(input, 'body');
  return typeof body === 'string' ? { ...input, body: parseJson(body, `${path}.body`) } : input;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StackDefinitionError(path, `must be JSON: ${text}`, { cause });
  }
}

/**
 * The event of a schedule that fires now. Without an input, a rule's envelope has the source
 * `aws.events` and an empty detail; EventBridge Scheduler's has `aws.scheduler` and the text `{}`.
 */
export function scheduledEvent(schedule: Schedule, { accountId, region }: LocalAws): unknown {
  if (schedule.input !== undefined) return schedule.input;
  const isRule = schedule.method === 'eventBus';
  const resource = isRule
    ? `events:${region}:${accountId}:rule`
    : `scheduler:${region}:${accountId}:schedule/default`;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: isRule ? 'aws.events' : 'aws.scheduler',
    account: accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:${resource}/${schedule.name}`],
    detail: isRule ? {} : '{}',
  };
}
