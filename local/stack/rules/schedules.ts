import { randomUUID } from 'node:crypto';
import type { LocalAws } from '../../aws.ts';
import { StackDefinitionError } from '../errors.ts';
import type { Route } from './routes.ts';

/** A schedule of a function. Locally it fires only by name, never by time. */
export interface Schedule {
  /** Its own name, or the function's key; `-2`, `-3` … where one function has more without a name. */
  readonly name: string;
  readonly arn: string;
  /** `rate(1 day)`, `cron(0 3 * * ? *)`, `at(2026-12-24T18:00:00)`. */
  readonly expression: string;
  /** IANA name; default UTC. */
  readonly timezone?: string;
  /** The input of the function; default the service's own `Scheduled Event`. */
  readonly input?: unknown;
  readonly enabled: boolean;
  /** EventBridge Scheduler, or a rule on the event bus. */
  readonly method: 'scheduler' | 'eventBus';
  /** Of a rule. */
  readonly route?: Route;
}

/** The names of a stack's schedules, each once. */
export function createNames() {
  const used = new Set<string>();
  return {
    /** A name that somebody chose. */
    own(name: string, path: string): string {
      if (used.has(name)) {
        throw new StackDefinitionError(path, `another schedule is named "${name}"`);
      }
      used.add(name);
      return name;
    },
    /** The function's key, with a number where it is taken. */
    free(key: string): string {
      let name = key;
      for (let number = 2; used.has(name); number += 1) name = `${key}-${number}`;
      used.add(name);
      return name;
    },
  };
}

/**
 * The event of a schedule that fires now. Without an input, a rule's envelope has the source
 * `aws.events` and an empty detail; EventBridge Scheduler's has `aws.scheduler` and the text `{}`.
 */
export function scheduledEvent(
  schedule: Schedule,
  { accountId, region }: Pick<LocalAws, 'accountId' | 'region'>,
): unknown {
  if (schedule.input !== undefined) return schedule.input;
  const isRule = schedule.method === 'eventBus';
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: isRule ? 'aws.events' : 'aws.scheduler',
    account: accountId,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [schedule.arn],
    detail: isRule ? {} : '{}',
  };
}
