import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientDefaults } from '../runtime/clients.ts';
import { requireVariable } from '../runtime/environment.ts';
import type { Alert, AlertKind, LazyAlert, Notice, Where } from './alert.ts';
import { deliver, type Routes } from './deliver.ts';
import type { Owners } from './owners.ts';
import type { Format } from './publish.ts';
import { settle } from './settle.ts';
import { tell } from './tell.ts';

/** Those who are told. Make one for each invocation: it remembers whose a repository is. */
export interface People {
  /**
   * Tells what people have not been told in the window of its cause, by whomever. What could not be sent, or
   * whose sender died, counts as not told.
   *
   * @returns how many were new.
   * @throws what the main topic, or the ledger, failed with.
   */
  tell(alerts: readonly (Alert | LazyAlert)[]): Promise<number>;
  /**
   * Says what a sweep has found: of all that it looked at, only `found` stands. What people were told of and
   * stands no more is told as over, once.
   */
  settle(sweep: Sweep, found: readonly Pick<Alert, 'cause'>[]): Promise<number>;
}

/** What a sweep has looked at. */
export interface Sweep {
  kinds: readonly AlertKind[];
  /** When it began to look: what was told since may be newer than what it saw. */
  began: Date;
  /** Did it look there? Default everywhere. */
  covers?(where: Where): boolean;
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

export interface PeopleClients {
  sns: SNSClient;
  dynamodb: DynamoDBClient;
  eventbridge: EventBridgeClient;
}

export interface PeopleOptions {
  owners?: Owners | undefined;
  now?: () => Date;
}

const nobodys: Owners = () => async () => undefined;

/**
 * Those who are told, for a function: call the answer in each invocation.
 *
 * @param owners - To look up owners; without it nobody has a topic of their own.
 */
export function peopleOf(settings: AlertSettings, owners?: Owners): () => People {
  const sns = new SNSClient(clientDefaults);
  const dynamodb = new DynamoDBClient(clientDefaults);
  const eventbridge = new EventBridgeClient(clientDefaults);
  return () => createPeople({ sns, dynamodb, eventbridge }, settings, { owners });
}

/** @throws MissingVariableError without ALERT_TOPIC_ARN and LEDGER_TABLE. */
export function createPeople(
  { sns, dynamodb, eventbridge }: PeopleClients,
  settings: AlertSettings,
  { owners = nobodys, now = () => new Date() }: PeopleOptions = {},
): People {
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  const routes = routesOf(settings, requireVariable('ALERT_TOPIC_ARN'));
  const ownerOf = owners(settings.ownerTag);
  const send = (notices: readonly Notice[]) =>
    deliver({ sns, eventbridge, ownerOf }, routes, notices);
  return {
    tell: (alerts) => tell(ledger, send, alerts, now),
    settle: (sweep, found) => settle(ledger, send, sweep, found),
  };
}

function routesOf({ format, routes, copies }: AlertSettings, topicArn: string): Routes {
  const owners = routes.map(
    (it) => [it.owner, { topicArn: it.topicArn, format: it.format ?? format }] as const,
  );
  return { main: { topicArn, format }, owners: new Map(owners), copies };
}
