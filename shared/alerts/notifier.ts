import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientDefaults } from '../runtime/clients.ts';
import { origin, requireVariable } from '../runtime/environment.ts';
import type { Alert, LazyAlert } from './alert.ts';
import { deliver, type Routes } from './delivery/deliver.ts';
import type { Format } from './delivery/publish.ts';
import { ledgerOfStack } from './ledger/ledger.ts';
import { notifyUnreachable } from './ledger/unreachable.ts';
import { notify } from './notify.ts';
import type { ScheduledRun } from './notifying.ts';
import { type News, noticeFrom } from './origin.ts';
import type { Owners } from './owners.ts';
import { resolve } from './resolve.ts';

/** Sends alerts, each cause once. Make one for each invocation: it remembers the owners of repositories. */
export interface Notifier {
  /**
   * Sends the alerts whose cause has not been reported in its window, by any function. An alert that could not be
   * sent, or whose sender died, counts as not sent.
   *
   * @returns how many were new.
   * @throws the error of the main topic, or of the ledger.
   */
  notify(alerts: readonly (Alert | LazyAlert)[]): Promise<number>;
  /**
   * Reports as resolved, once, what was reported before and a scheduled run has not found any more.
   *
   * @param found - All that is wrong, of what the run has checked.
   * @returns how many were resolved.
   */
  resolve(run: ScheduledRun, found: readonly Pick<Alert, 'cause'>[]): Promise<number>;
  /**
   * Reports to the main topic that the ledger failed with `error`: at most once an hour by each execution environment.
   * `notify` and `resolve` do so themselves. Never throws: throw `error` afterwards, so that the event is retried.
   */
  notifyLedgerUnreachable(error: unknown): Promise<void>;
}

/** `alerts` of registry.yml. */
export interface AlertSettings {
  /** The format of messages to the main topic. */
  format: Format;
  /** The resource tag of a repository that names its owner. */
  ownerTag: string;
  routes: readonly { owner: string; topicArn: string; format?: Format | undefined }[];
  copies: readonly { topicArn: string; format: Format }[];
}

export interface NotifierClients {
  sns: SNSClient;
  dynamodb: DynamoDBClient;
  eventbridge: EventBridgeClient;
}

export interface NotifierOptions {
  owners?: Owners | undefined;
  /** Whether also one alert alone is looked up before it is claimed: where most were sent before. Default: false. */
  looksUp?: boolean | undefined;
  now?: () => Date;
}

const noOwners: Owners = () => async () => undefined;

/**
 * The notifier of a function: call the answer in each invocation.
 *
 * @param owners - Looks up owners; without it, all alerts go to the main topic.
 */
export function notifierOf(
  settings: AlertSettings,
  owners?: Owners,
  { looksUp }: Pick<NotifierOptions, 'looksUp'> = {},
): () => Notifier {
  const sns = new SNSClient(clientDefaults);
  const dynamodb = new DynamoDBClient(clientDefaults);
  const eventbridge = new EventBridgeClient(clientDefaults);
  return () => createNotifier({ sns, dynamodb, eventbridge }, settings, { owners, looksUp });
}

/** @throws MissingVariableError without ALERT_TOPIC_ARN, LEDGER_TABLE, and what `origin` needs. */
export function createNotifier(
  { sns, dynamodb, eventbridge }: NotifierClients,
  settings: AlertSettings,
  { owners = noOwners, looksUp = false, now = () => new Date() }: NotifierOptions = {},
): Notifier {
  const ledger = ledgerOfStack(dynamodb);
  const routes = routesOf(settings, requireVariable('ALERT_TOPIC_ARN'));
  const ownerOf = owners(settings.ownerTag);
  const home = origin();
  const send = (news: readonly News[]) => {
    const notices = news.map((each) => noticeFrom(home, each));
    return deliver({ sns, eventbridge, ownerOf }, routes, notices);
  };
  const notifyLedgerUnreachable = (error: unknown) =>
    notifyUnreachable(ledger, send, { error, now: now() });
  const notifying = { ledger, send, now, looksUp, notifyLedgerUnreachable };
  return {
    notify: (alerts) => notify(notifying, alerts),
    resolve: (run, found) => resolve(notifying, run, found),
    notifyLedgerUnreachable,
  };
}

function routesOf({ format, routes, copies }: AlertSettings, topicArn: string): Routes {
  const owners = routes.map(
    (it) => [it.owner, { topicArn: it.topicArn, format: it.format ?? format }] as const,
  );
  return { main: { topicArn, format }, owners: new Map(owners), copies };
}
