import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AlertSettings, type Notifier, notifierOf } from '../alerts/notifier.ts';
import { type ActiveConfiguration, readActive, readVersion } from '../config/active/read.ts';
import { missingIn } from '../config/stack-parameters/missing.ts';
import { stackParametersOf } from '../config/stack-parameters/needed.ts';
import { clientDefaults } from '../runtime/clients.ts';
import { requireVariable, stackParameters } from '../runtime/environment.ts';
import { logger } from '../runtime/logger.ts';
import {
  isUnusable,
  lackingStack,
  missingConfiguration,
  unusableConfiguration,
} from './configuration-alert.ts';

/** Milliseconds for which a function relies on what it has read: an activation counts within a minute. */
const RELIED_ON_MS = 60_000;

/** Reads the configuration for one execution environment. */
export function createReader() {
  const dynamodb = new DynamoDBClient(clientDefaults);
  const table = () => ({ dynamodb, table: requireVariable('LEDGER_TABLE') });
  const report = createReport();
  let good: ActiveConfiguration | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    /**
     * Read a minute ago at most, or the last good one; undefined where there is none.
     *
     * @param activated - A version that is known to be active, or was: an older one is not relied on.
     */
    async active(activated = 0): Promise<ActiveConfiguration | undefined> {
      // A clock that was put back makes nothing last longer.
      const isRecent = Math.abs(Date.now() - readAt) < RELIED_ON_MS;
      if (good && good.version >= activated && isRecent) return good;
      const read = await tried(readActive(table()));
      if ('error' in read) await report.unreadable(read.error, good);
      else if (read.found === undefined) await report.missing(good);
      else if (read.found.version !== good?.version) await report.lacking(read.found);
      if ('error' in read && good === undefined) throw read.error;
      good = ('error' in read ? undefined : read.found) ?? good;
      readAt = Date.now();
      return good;
    },
    async version(version: number): Promise<ActiveConfiguration> {
      return good?.version === version ? good : readVersion(table(), version);
    },
  };
}

type Read = { found: ActiveConfiguration | undefined } | { error: unknown };

/** Only errors of reading: one of an alert about it is another. */
async function tried(reading: Promise<ActiveConfiguration | undefined>): Promise<Read> {
  try {
    return { found: await reading };
  } catch (error) {
    return { error };
  }
}

/**
 * Sends the alerts on a configuration. Where one cannot be sent, that error is thrown, so that the event is retried.
 *
 * @param good - The one that the function relies on, if it has one.
 */
function createReport() {
  // One for all invocations with the same settings: it remembers that it has reported an unreachable ledger.
  let last: { settings: AlertSettings; make: () => Notifier } | undefined;
  const notifier = (good: ActiveConfiguration | undefined): Notifier => {
    const settings = good?.config.alerts ?? toTheMainTopic;
    const same = last && isDeepStrictEqual(last.settings, settings) ? last : undefined;
    last = same ?? { settings, make: notifierOf(settings) };
    return last.make();
  };
  return {
    async missing(good: ActiveConfiguration | undefined): Promise<void> {
      await notifier(good).notify([missingConfiguration(good?.version)]);
    },
    async unreadable(error: unknown, good: ActiveConfiguration | undefined): Promise<void> {
      logger.error('The configuration cannot be read', { error, relyingOn: good?.version });
      const { notify, notifyLedgerUnreachable } = notifier(good);
      if (isUnusable(error)) await notify([unusableConfiguration(error, good?.version)]);
      else await notifyLedgerUnreachable(error);
    },
    /** What it asks for and the stack does not have, is not done silently. */
    async lacking(found: ActiveConfiguration): Promise<void> {
      const lacking = missingIn(stackParametersOf(found.config), stackParameters());
      if (lacking.length > 0) await notifier(found).notify([lackingStack(found.version, lacking)]);
    },
  };
}

/** How alerts are sent while no configuration says it. */
const toTheMainTopic: AlertSettings = { format: 'text', ownerTag: 'owner', routes: [], copies: [] };
