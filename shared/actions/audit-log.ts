import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../alerts/ledger/ledger.ts';
import type { Action, ActionKind, Capability } from './action.ts';

/** An action in the audit log. */
export interface Entry {
  /** `20261127T091203123Z-3fa9c1d2`: ids sort by time. */
  id: string;
  /** ISO 8601. */
  at: string;
  /** The function or the person: `function ecr-steward-dev-naming`, `arn:aws:iam::…:user/anna`. */
  by: string;
  capability: Capability;
  kind: ActionKind;
  rule: string;
  target: string;
  what: string;
  repository?: string;
  weight: number;
  before?: unknown;
  after?: unknown;
  /** Why it cannot be undone. */
  final?: string;
  /** The id of the action that it undoes. */
  undoes?: string;
  state: State;
  /** The result, in a word: `quarantined`. */
  outcome?: string;
  error?: string;
}

export type State =
  /** It may have been done: the function died, or could not record the result. */
  | 'begun'
  | 'done'
  /** Nothing was left to do. */
  | 'unneeded'
  | 'failed';

/** The indexes of the ledger that only entries of the audit log are in. */
const BY_DAY = 'by-day';
const BY_REPOSITORY = 'by-repository';

/** The retention of entries in the ledger, in days; the inventory's bucket keeps them longer. */
const KEPT_DAYS = 400;

/** An item has 400 KB at most: longer states are left out, and the action cannot be undone. */
const MOST_CHARACTERS = 150_000;

/** Records an action that is about to begin. */
export async function begin(ledger: Ledger, action: Action, by: string, now: Date): Promise<Entry> {
  const entry = entryOf(action, by, now);
  await put(ledger, entry, { untold: { BOOL: true } });
  return entry;
}

/** Records what a person has done, which needs no report. */
export async function noteDone(
  ledger: Ledger,
  action: Action,
  { by, outcome, now }: { by: string; outcome: string; now: Date },
): Promise<void> {
  await put(ledger, { ...entryOf(action, by, now), state: 'done', outcome }, {});
}

async function put(
  { dynamodb, table }: Ledger,
  entry: Entry,
  more: Record<string, AttributeValue>,
): Promise<void> {
  const { id, at, state, repository } = entry;
  const expiresAt = Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * 86_400;
  const Item = {
    ...keyOf(id),
    ...{ day: { S: at.slice(0, 10) }, entry: { S: JSON.stringify(entry) }, state: { S: state } },
    ...{ expiresAt: { N: String(expiresAt) }, ...more },
    ...(repository && { repository: { S: repository } }),
  };
  await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
}

/** Records the result. */
export async function close(
  { dynamodb, table }: Ledger,
  { id }: Entry,
  { state, outcome, error }: Pick<Entry, 'state' | 'outcome' | 'error'>,
): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(id),
      UpdateExpression: 'SET #state = :state, outcome = :outcome, #error = :error',
      ExpressionAttributeNames: { '#state': 'state', '#error': 'error' },
      ExpressionAttributeValues: {
        ':state': { S: state },
        ':outcome': { S: outcome ?? '-' },
        ':error': { S: error ?? '-' },
      },
    }),
  );
}

/** Records that the action was reported. */
export async function markNotified({ dynamodb, table }: Ledger, id: string): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(id),
      UpdateExpression: 'REMOVE untold',
    }),
  );
}

/** What `idOf` makes: nothing else can be an id, and DynamoDB refuses a key of more than 2,048 bytes. */
const idShape = /^\d{8}T\d{9}Z-[0-9a-f]{8}$/;

/** One entry, by its id; undefined for what can be none. */
export async function entry({ dynamodb, table }: Ledger, id: string): Promise<Entry | undefined> {
  if (!idShape.test(id)) return undefined;
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }),
  );
  return Item && parsed(Item).entry;
}

/** An entry, and whether it was reported. */
export interface LoggedEntry {
  entry: Entry;
  notified: boolean;
}

/** The entries of a day (YYYY-MM-DD), the newest first. */
export function entriesOfDay(ledger: Ledger, day: string): AsyncGenerator<LoggedEntry> {
  return query(ledger, BY_DAY, 'day', day);
}

/** The entries of a repository, the newest first. */
export function entriesOfRepository(ledger: Ledger, name: string): AsyncGenerator<LoggedEntry> {
  return query(ledger, BY_REPOSITORY, 'repository', name);
}

async function* query(
  { dynamodb, table }: Ledger,
  index: string,
  key: string,
  value: string,
): AsyncGenerator<LoggedEntry> {
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#key = :value',
      ExpressionAttributeNames: { '#key': key },
      ExpressionAttributeValues: { ':value': { S: value } },
      ScanIndexForward: false,
    },
  );
  for await (const { Items = [] } of pages) yield* Items.map(parsed);
}

function parsed(item: Record<string, AttributeValue>): LoggedEntry {
  const begun = JSON.parse(item.entry?.S ?? '') as Entry;
  const [outcome, error] = [item.outcome?.S, item.error?.S];
  const state = (item.state?.S ?? begun.state) as State;
  return {
    entry: {
      ...begun,
      state,
      ...(outcome && outcome !== '-' && { outcome }),
      ...(error && error !== '-' && { error }),
    },
    notified: item.untold === undefined,
  };
}

function entryOf(action: Action, by: string, now: Date): Entry {
  const { rule, weight = 1, of: _, before, after, ...same } = action;
  const { text: _text, ...states } = shortened({ before, after });
  const at = now.toISOString();
  return {
    id: idOf(action, by, at),
    at,
    by,
    capability: rule.capability,
    rule: rule.name,
    ...same,
    ...states,
    weight,
    state: 'begun',
  };
}

function shortened(states: { before: unknown; after: unknown }) {
  const text = JSON.stringify(states);
  if (text.length <= MOST_CHARACTERS) return { ...JSON.parse(text), text } as { text: string };
  return { final: 'the state before it is too long for the audit log', text };
}

let serial = 0;

/** Unique also for two actions in one millisecond. */
function idOf({ target, what }: Action, by: string, at: string): string {
  serial += 1;
  const hash = createHash('sha256').update(JSON.stringify([target, what, by, serial, process.pid]));
  return `${at.replace(/[-:.]/g, '')}-${hash.digest('hex').slice(0, 8)}`;
}

function keyOf(id: string) {
  return { id: { S: `act/${id}` } };
}
