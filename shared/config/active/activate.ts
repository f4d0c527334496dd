import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { parseRegistryConfig } from '../load.ts';
import { stackParametersOf } from '../stack-parameters/needed.ts';
import { currentIn, isActive } from './current.ts';
import { ActivatedMeanwhileError, TooLargeConfigurationError } from './errors.ts';
import { type Item, itemOf, LARGEST_BYTES, type Version } from './item.ts';
import { itemAt } from './read.ts';
import { activeKey, type ConfigurationTable, versionKey } from './table.ts';
import { lastVersion, readableVersion } from './versions.ts';

/** A registry.yml to be activated. */
export interface Activation {
  source: string;
  /** Its path as the owner mark names it. */
  file: string;
  /** The ARN of who activates it. */
  by: string;
  /** The version that it is the text of, for a rollback. */
  restores?: number | undefined;
  /**
   * The number of the active version that a person has compared it with; 0 for none that can be read. Default: it
   * replaces whichever is active.
   */
  seen?: number | undefined;
}

/** What an activation came to. */
export interface Activated {
  /** The active one now. */
  version: Version;
  /** The active one before; undefined where there was none that can be read. */
  before: Version | undefined;
  /** The same text of the same file was active already: nothing was written. */
  unchanged: boolean;
}

/** Seconds for which a version is kept after its activation, as the audit log is: 400 days. */
const KEPT_SECONDS = 400 * 86_400;

/**
 * Checks and compiles a registry.yml, then makes it the active one: functions work with it within a minute. One that
 * is damaged is replaced.
 *
 * @throws RegistryConfigError for one that is not valid: the active one stays.
 * @throws StackParameterError for one that needs more than the parameters of a stack can say.
 * @throws TooLargeConfigurationError for one that does not fit into an item.
 * @throws ActivatedMeanwhileError when somebody else activates one at the same time.
 */
export async function activate(
  table: ConfigurationTable,
  activation: Activation,
  now: Date,
): Promise<Activated> {
  const { source, file, by, restores, seen } = activation;
  const config = parseRegistryConfig(source, file);
  stackParametersOf(config); // what no stack can have is refused, too
  const active = await itemAt(table, activeKey);
  const current = currentIn(active);
  const before = current.version;
  if (before && isActive(current, activation)) return { version: before, before, unchanged: true };
  if (seen !== undefined && seen !== (before?.version ?? 0)) {
    throw new ActivatedMeanwhileError(before);
  }
  const last = before?.version ?? (await lastVersion(table));
  const version = { version: last + 1, at: now.toISOString(), by, file, restores };
  const { item, bytes } = itemOf(version, { config, source });
  if (bytes > LARGEST_BYTES) throw new TooLargeConfigurationError(file, bytes, LARGEST_BYTES);
  // The copy of the one before, where whoever activated it did not get so far.
  if (active && before) await keep(table, active, before);
  await replace(table, active, item);
  await keep(table, item, version);
  return { version, before, unchanged: false };
}

/** Replaces the active one, if it is still the one that was read. */
async function replace(
  table: ConfigurationTable,
  seen: Item | undefined,
  item: Item,
): Promise<void> {
  try {
    await put(table, { ...activeKey, ...item }, unchangedSince(seen));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const now = (await itemAt(table, activeKey)) ?? {};
    // An attempt whose answer was lost, and that the SDK has repeated.
    if (distinguishing.every((name) => isDeepStrictEqual(now[name], item[name]))) return;
    throw new ActivatedMeanwhileError(readableVersion(now));
  }
}

/** What no two activations have in common. */
const distinguishing = ['version', 'activated', 'by', 'sha256'];

/** One that is damaged may lack any of it. */
function unchangedSince(seen: Item | undefined): Partial<PutItemCommandInput> {
  if (seen === undefined) return { ConditionExpression: 'attribute_not_exists(id)' };
  const conditions: string[] = [];
  const values: Record<string, AttributeValue> = {};
  for (const name of distinguishing) {
    const value = seen[name];
    if (value !== undefined) values[`:${name}`] = value;
    conditions.push(value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`);
  }
  return {
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(distinguishing.map((it) => [`#${it}`, it])),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

/** Keeps a copy under the number of the version. One that is kept already stays: a version never changes. */
async function keep(table: ConfigurationTable, item: Item, version: Version): Promise<void> {
  const expiresAt = Math.floor(Date.parse(version.at) / 1000) + KEPT_SECONDS;
  const key = versionKey(version.version);
  try {
    const condition = { ConditionExpression: 'attribute_not_exists(id)' };
    await put(table, { ...item, ...key, expiresAt: { N: String(expiresAt) } }, condition);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function put(
  { dynamodb, table }: ConfigurationTable,
  item: Record<string, AttributeValue>,
  condition: Partial<PutItemCommandInput>,
): Promise<void> {
  await dynamodb.send(new PutItemCommand({ TableName: table, Item: item, ...condition }));
}
