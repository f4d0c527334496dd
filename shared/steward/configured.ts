import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { Context } from 'aws-lambda';
import type { ActiveConfiguration } from '../config/active/read.ts';
import { activatedVersion } from '../runtime/event.ts';
import { createReader } from './active-reader.ts';

/** What a function does with an event, prepared for one version of registry.yml. */
type Run<Event, Context, Result> = (event: Event, context: Context) => Promise<Result>;

/** What a function needs is made once for each version of the configuration. */
type Prepare<Event, Context, Result> = (active: ActiveConfiguration) => Run<Event, Context, Result>;

/** The answer of a function for which no registry.yml is active yet. */
interface NotConfigured {
  configured: false;
}

/**
 * Runs with the active registry.yml. It is read when a function starts, and again in the first invocation after a
 * minute, and in one by the activation of a version that it has not read; an invocation keeps the one it began with.
 *
 * Where it cannot be read, is damaged or of another format, the last good one is used and an alert is sent; a function
 * that has none throws, so that the event is retried. Where there is none yet, an alert is sent and nothing is done:
 * scheduled runs do that later.
 */
export function configured<Event, Result>(
  prepare: Prepare<Event, Context, Result>,
): Run<Event, Context, Result | NotConfigured> {
  const reader = createReader();
  const prepared = preparedOnce(prepare);
  return async (event, context) => {
    const active = await reader.active(activatedVersion(event));
    return active ? prepared(active)(event, context) : { configured: false };
  };
}

/**
 * The same for a durable execution: hours and replays later, it has the configuration that it began with, or that of
 * the execution that has invoked it.
 */
export function configuredDurable<Event extends Versions, Result>(
  prepare: Prepare<Event, DurableContext, Result>,
): Run<Event, DurableContext, Result | NotConfigured> {
  const reader = createReader();
  const prepared = preparedOnce(prepare);
  return async (event, context) => {
    const read = async () => (await reader.active(event.activated))?.version ?? NONE;
    const version = event.configuration ?? (await context.step('configuration', read));
    if (version === NONE) return { configured: false };
    return prepared(await reader.version(version))(event, context);
  };
}

/** What an event says of versions. */
interface Versions {
  /** The one that the execution which has invoked this one began with. */
  configuration?: number | undefined;
  /** The one whose activation has started this execution. By now, a newer one may be active. */
  activated?: number | undefined;
}

/** Versions count from 1. */
const NONE = 0;

function preparedOnce<Event, Context, Result>(prepare: Prepare<Event, Context, Result>) {
  let last: { version: number; run: Run<Event, Context, Result> } | undefined;
  return (active: ActiveConfiguration) => {
    if (last?.version !== active.version) last = { version: active.version, run: prepare(active) };
    return last.run;
  };
}
