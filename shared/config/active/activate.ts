import {
  type AttributeValue,
  ConditionalCheckFailedException,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { parseRegistryConfig } from '../load.ts';
import { ActivatedMeanwhileError, TooLargeConfigurationError } from './errors.ts';
import { configIn, type Item, itemOf, LARGEST_BYTES, sourceIn, type Version } from './item.ts';
import { itemAt } from './read.ts';
import { activeKey, type ConfigurationTable, versionKey } from './table.ts';
import { lastVersion, readableVersion, versionSource } from './versions.ts';

/** A registry.yml to be activated. */
export interface Activation {
  source: string;
  /** Its path as the owner mark names it. */
  file: string;
  /** The ARN of who activates it. */
  by: string;
  /** The version that it is the text of, for a rollback. */
  restores?: number | undefined;
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
 * @throws TooLargeConfigurationError for one that does not fit into an item.
 * @throws ActivatedMeanwhileError when somebody else activates one at the same time.
 */
export async function activate(
  table: ConfigurationTable,
  activation: Activation,
  now: Date,
): Promise<Activated> {
  const { source, file, by, restores } = activation;
  const config = parseRegistryConfig(source, file);
  const active = await itemAt(table, activeKey);
  const before = active && readableVersion(active);
  if (active && before && isActive(active, before, activation)) {
    return { version: before, before, unchanged: true };
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

/**
 * Activates what an earlier version was, checked and compiled anew.
 *
 * @param version - Default: the one before the active one.
 * @throws NoSuchVersionError, and as `activate`.
 */
export async function rollBack(
  table: ConfigurationTable,
  { by, to }: { by: string; to?: number | undefined },
  now: Date,
): Promise<Activated> {
  const version = to ?? (await lastVersion(table)) - 1;
  const { source, file } = await versionSource(table, version);
  return activate(table, { source, file, by, restores: version }, now);
}

/** Whether functions work with just this already. */
function isActive(item: Item, version: Version, { source, file }: Activation): boolean {
  try {
    configIn(item);
    return version.file === file && sourceIn(item) === source;
  } catch {
    return false; // damaged, or of another format: it is written anew
  }
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
    throw new ActivatedMeanwhileError(readableVersion((await itemAt(table, activeKey)) ?? {}));
  }
}

function unchangedSince(seen: Item | undefined): Partial<PutItemCommandInput> {
  if (seen === undefined) return { ConditionExpression: 'attribute_not_exists(id)' };
  const { activated } = seen;
  if (activated === undefined) return { ConditionExpression: 'attribute_not_exists(activated)' };
  return {
    ConditionExpression: 'activated = :seen AND #version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':seen': activated, ':version': seen.version ?? { NULL: true } },
  };
}

/** Keeps a copy under the number of the version. */
async function keep(table: ConfigurationTable, item: Item, version: Version): Promise<void> {
  const expiresAt = Math.floor(Date.parse(version.at) / 1000) + KEPT_SECONDS;
  const key = versionKey(version.version);
  await put(table, { ...item, ...key, expiresAt: { N: String(expiresAt) } }, {});
}

async function put(
  { dynamodb, table }: ConfigurationTable,
  item: Record<string, AttributeValue>,
  condition: Partial<PutItemCommandInput>,
): Promise<void> {
  await dynamodb.send(new PutItemCommand({ TableName: table, Item: item, ...condition }));
}
