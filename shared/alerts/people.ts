import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SNSClient } from '@aws-sdk/client-sns';
import pMap from 'p-map';
import { requireVariable } from '../runtime/environment.ts';
import type { Alert, AlertKind, LazyAlert, Notice, Where } from './alert.ts';
import { deliver, type Routes } from './deliver.ts';
import {
  type Claim,
  claim,
  confirm,
  forget,
  type Ledger,
  recall,
  release,
  standing,
  type Told,
} from './ledger.ts';
import { type OwnerOf, ownersIn } from './owners.ts';
import type { Format } from './publish.ts';

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
  /** To look up owners; without it nobody has a topic of their own. */
  ecr?: ECRClient;
}

/** How many causes are looked up in the ledger side by side. */
const AT_A_TIME = 20;

/** @throws MissingVariableError without ALERT_TOPIC_ARN and LEDGER_TABLE. */
export function createPeople(
  { sns, dynamodb, eventbridge, ecr }: PeopleClients,
  settings: AlertSettings,
  now: () => Date = () => new Date(),
): People {
  const ledger = { dynamodb, table: requireVariable('LEDGER_TABLE') };
  const routes = routesOf(settings, requireVariable('ALERT_TOPIC_ARN'));
  const ownerOf: OwnerOf = ecr ? ownersIn(ecr, settings.ownerTag) : async () => undefined;
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

type Send = (notices: readonly Notice[]) => ReturnType<typeof deliver>;

async function tell(
  ledger: Ledger,
  send: Send,
  alerts: readonly (Alert | LazyAlert)[],
  now: () => Date,
): Promise<number> {
  const claimed = new Map<Alert | LazyAlert, Claim>();
  try {
    await each(alerts, async (alert) => {
      const mine = await claim(ledger, alert.cause, now());
      if (mine) claimed.set(alert, mine);
    });
    const news = alerts.filter((alert) => claimed.has(alert));
    if (news.length === 0) return 0;
    const made = await pMap(news, async (it) => sinceThen(await alertOf(it), claimed.get(it)));
    const { unsent, error } = await send(made.map((alert) => ({ alert, state: 'raised' })));
    const failed = new Set(unsent.map(({ alert }) => alert.cause.id));
    const sent = made.filter(({ cause }) => !failed.has(cause.id));
    await each(sent, async (alert) => {
      await confirm(ledger, { cause: alert.cause }, alert, now());
      const source = news[made.indexOf(alert)];
      if (source) claimed.delete(source);
    });
    if (error !== undefined) throw error;
    return news.length;
  } catch (error) {
    await each([...claimed.values()], (mine) => release(ledger, mine));
    throw error;
  }
}

function alertOf(alert: Alert | LazyAlert): Alert | Promise<Alert> {
  return 'make' in alert ? alert.make() : alert;
}

/** What was told before and stands is told again as what it is: not new. */
function sinceThen(alert: Alert, mine: Claim | undefined): Alert {
  const since = alert.stands && mine?.since;
  return since && alert.since === undefined ? { ...alert, since } : alert;
}

async function settle(
  ledger: Ledger,
  send: Send,
  { kinds, began, covers = () => true }: Sweep,
  found: readonly Pick<Alert, 'cause'>[],
): Promise<number> {
  const stands = new Set(found.map(({ cause }) => cause.id));
  const over = (await standing(ledger, kinds)).filter(
    ({ id, alert, toldAt }) =>
      !stands.has(id) && toldAt < began.getTime() && covers(alert.where),
  );
  const ours: Told[] = [];
  await each(over, async (told) => {
    if (await forget(ledger, told)) ours.push(told);
  });
  if (ours.length === 0) return 0;
  const { unsent, error } = await send(ours.map(({ alert }) => ({ alert, state: 'cleared' })));
  const failed = new Set(unsent.map(({ alert }) => alert.cause.id));
  await each(
    ours.filter(({ id }) => failed.has(id)),
    (told) => recall(ledger, told),
  );
  if (error !== undefined) throw error;
  return ours.length;
}

/** All of them, even where one fails: then the first failure is thrown at the end. */
async function each<Item>(
  items: readonly Item[],
  action: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (item: Item) => {
    await action(item).catch((error: unknown) => void failures.push(error));
  };
  await pMap(items, attempt, { concurrency: AT_A_TIME });
  if (failures.length > 0) throw failures[0];
}
