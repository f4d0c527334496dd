import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientDefaults } from '../runtime/clients.ts';
import { origin, requireVariable } from '../runtime/environment.ts';
import type { Alert, LazyAlert } from './alert.ts';
import { deliver, type Routes } from './deliver.ts';
import { notifyUnreachable } from './ledger-unreachable.ts';
import { notify } from './notify.ts';
import type { Sweep } from './notifying.ts';
import { type News, noticeFrom } from './origin.ts';
import type { Owners } from './owners.ts';
import type { Format } from './publish.ts';
import { resolve } from './resolve.ts';

/** Those who are told. Make one for each invocation: it remembers whose a repository is. */
export interface Notifier {
  /**
   * Tells what people have not been told in the window of its cause, by whomever. What could not be sent, or
   * whose sender died, counts as not told.
   *
   * @returns how many were new.
   * @throws what the main topic, or the ledger, failed with.
   */
  notify(alerts: readonly (Alert | LazyAlert)[]): Promise<number>;
  /**
   * Says what a sweep has found: of all that it looked at, only `found` stands. What people were told of and
   * stands no more is told as over, once.
   */
  resolve(sweep: Sweep, found: readonly Pick<Alert, 'cause'>[]): Promise<number>;
  /**
   * Tells at the main topic that the ledger failed with `error`, without it: at most once an hour by each execution
   * environment. `tell` and `settle` do so themselves. Never throws: throw `error` afterwards, so that the event is
   * tried again.
   */
  notifyLedgerUnreachable(error: unknown): Promise<void>;
}

/** What registry.yml says under `alerts`. */
export interface AlertSettings {
  /** How messages of the main topic are written. */
  format: Format;
  /** The resource tag of a repository that says whose it is. */
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
  now?: () => Date;
}

const nobodys: Owners = () => async () => undefined;

/**
 * Those who are told, for a function: call the answer in each invocation.
 *
 * @param owners - To look up owners; without it nobody has a topic of their own.
 */
export function notifierOf(settings: AlertSettings, owners?: Owners): () => Notifier {
  const sns = new SNSClient(clientDefaults);
  const dynamodb = new DynamoDBClient(clientDefaults);
  const eventbridge = new EventBridgeClient(clientDefaults);
  return () => createNotifier({ sns, dynamodb, eventbridge }, settings, { owners });
}

/** @throws MissingVariableError without ALERT_TOPIC_ARN, LEDGER_TABLE, and what `origin` needs. */
export function createNotifier(
  { sns, dynamodb, eventbridge }: NotifierClients,
  settings: AlertSettings,
  { owners = nobodys, now = () => new Date() }: NotifierOptions = {},
): Notifier {
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  const routes = routesOf(settings, requireVariable('ALERT_TOPIC_ARN'));
  const ownerOf = owners(settings.ownerTag);
  const home = origin();
  const send = (news: readonly News[]) => {
    const notices = news.map((each) => noticeFrom(home, each));
    return deliver({ sns, eventbridge, ownerOf }, routes, notices);
  };
  const notifyLedgerUnreachable = (error: unknown) =>
    notifyUnreachable(ledger, send, { error, now: now() });
  const notifying = { ledger, send, now, notifyLedgerUnreachable };
  return {
    notify: (alerts) => notify(notifying, alerts),
    resolve: (sweep, found) => resolve(notifying, sweep, found),
    notifyLedgerUnreachable,
  };
}

function routesOf({ format, routes, copies }: AlertSettings, topicArn: string): Routes {
  const owners = routes.map(
    (it) => [it.owner, { topicArn: it.topicArn, format: it.format ?? format }] as const,
  );
  return { main: { topicArn, format }, owners: new Map(owners), copies };
}
