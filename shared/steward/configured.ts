import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { type AlertSettings, type Notifier, notifierOf } from '../alerts/notifier.ts';
import { type ActiveConfiguration, readActive, readVersion } from '../config/active/read.ts';
import { clientDefaults } from '../runtime/clients.ts';
import { requireVariable } from '../runtime/environment.ts';
import { logger } from '../runtime/logger.ts';
import { isUnusable, missingConfiguration, unusableConfiguration } from './configuration-alert.ts';

/** What a function does with an event, prepared for one version of registry.yml. */
type Run<Event, Context, Result> = (event: Event, context: Context) => Promise<Result>;

/** What a function needs is made once for each version of the configuration. */
type Prepare<Event, Context, Result> = (active: ActiveConfiguration) => Run<Event, Context, Result>;

/** The answer of a function for which no registry.yml is active yet. */
interface NotConfigured {
  configured: false;
}

/** Milliseconds for which a function relies on what it has read: an activation counts within a minute. */
const RELIED_ON_MS = 60_000;

/**
 * Runs with the active registry.yml. It is read when a function starts, and again in the first invocation after a
 * minute; an invocation keeps the one it began with.
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
    const active = await reader.active();
    return active ? prepared(active)(event, context) : { configured: false };
  };
}

/**
 * The same for a durable execution: hours and replays later, it has the configuration that it began with, or that of
 * the execution that has invoked it.
 */
export function configuredDurable<Event extends { configuration?: number | undefined }, Result>(
  prepare: Prepare<Event, DurableContext, Result>,
): Run<Event, DurableContext, Result | NotConfigured> {
  const reader = createReader();
  const prepared = preparedOnce(prepare);
  return async (event, context) => {
    const read = async () => (await reader.active())?.version ?? NONE;
    const version = event.configuration ?? (await context.step('configuration', read));
    if (version === NONE) return { configured: false };
    return prepared(await reader.version(version))(event, context);
  };
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

/** Reads the configuration for one execution environment. */
function createReader() {
  const dynamodb = new DynamoDBClient(clientDefaults);
  const table = () => ({ dynamodb, table: requireVariable('LEDGER_TABLE') });
  const report = createReport();
  let good: ActiveConfiguration | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    /** Read a minute ago at most, or the last good one; undefined where there is none. */
    async active(): Promise<ActiveConfiguration | undefined> {
      // A clock that was put back makes nothing last longer.
      if (good && Math.abs(Date.now() - readAt) < RELIED_ON_MS) return good;
      try {
        const found = await readActive(table(), good);
        if (found === undefined) await report(undefined, good);
        good = found ?? good;
      } catch (error) {
        logger.error('The configuration cannot be read', { error, relyingOn: good?.version });
        await report(error, good);
        if (good === undefined) throw error;
      }
      readAt = Date.now();
      return good;
    },
    async version(version: number): Promise<ActiveConfiguration> {
      return good?.version === version ? good : readVersion(table(), version);
    },
  };
}

/**
 * Sends the alert that the configuration is missing, or cannot be read or used. Where it cannot be sent either, that
 * error is thrown, so that the event is retried.
 */
function createReport() {
  // One for all invocations: it remembers that it has reported an unreachable ledger.
  let notifier: (() => Notifier) | undefined;
  return async (error: unknown, good: ActiveConfiguration | undefined): Promise<void> => {
    notifier ??= notifierOf(good?.config.alerts ?? toTheMainTopic);
    const { notify, notifyLedgerUnreachable } = notifier();
    if (error === undefined) await notify([missingConfiguration(good?.version)]);
    else if (isUnusable(error)) await notify([unusableConfiguration(error, good?.version)]);
    else await notifyLedgerUnreachable(error);
  };
}

/** How alerts are sent while no configuration says it. */
const toTheMainTopic: AlertSettings = { format: 'text', ownerTag: 'owner', routes: [], copies: [] };
