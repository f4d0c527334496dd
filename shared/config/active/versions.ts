import { paginateScan } from '@aws-sdk/client-dynamodb';
import { itemsById } from '../../runtime/items.ts';
import { checkRegistryConfig } from '../load.ts';
import {
  DamagedConfigurationError,
  NoEarlierVersionError,
  NoSuchVersionError,
  NothingActiveError,
} from './errors.ts';
import { type Item, sourceIn, type Version, versionIn } from './item.ts';
import { itemAt } from './read.ts';
import { activeKey, type ConfigurationTable, versionKey } from './table.ts';

/** The most that `listVersions` answers. */
export const LISTED_AT_MOST = 20;

/** All that is known of a version but its text. */
const WITHOUT_TEXT = ['version', 'activated', 'by', 'file', 'restores'];

/** The last versions, the active one first. One that is damaged or no longer kept is left out. */
export async function listVersions(table: ConfigurationTable): Promise<Version[]> {
  const last = await lastVersion(table);
  const numbers = Array.from(
    { length: Math.min(last, LISTED_AT_MOST) },
    (_, index) => last - index,
  );
  if (numbers.length === 0) return [];
  const ids = [activeKey, ...numbers.map(versionKey)].map(({ id }) => id.S);
  const kept = await itemsById(table, ids, WITHOUT_TEXT);
  const versions = [...kept.values()].flatMap((item) => readableVersion(item) ?? []);
  // The active one is among them twice, once as its copy.
  const different = new Map(versions.map((version) => [version.version, version]));
  return [...different.values()].sort((a, b) => b.version - a.version);
}

/**
 * The text of registry.yml as it was activated.
 *
 * @param version - Default: the active one.
 * @throws NothingActiveError, NoSuchVersionError, DamagedConfigurationError
 */
export async function versionSource(table: ConfigurationTable, version?: number) {
  const found = version === undefined ? undefined : await itemAt(table, versionKey(version));
  const item = found ?? (await activeOf(table, version));
  return { ...versionIn(item), source: sourceIn(item) };
}

/** The active one, if it is the version asked for: between an activation and its copy. */
async function activeOf(table: ConfigurationTable, version: number | undefined): Promise<Item> {
  const item = await itemAt(table, activeKey);
  if (version === undefined) {
    if (item === undefined) throw new NothingActiveError();
    return item;
  }
  if (!item || readableVersion(item)?.version !== version) throw new NoSuchVersionError(version);
  return item;
}

/**
 * An earlier version to activate again, checked by the rules of this version of ecr-steward.
 *
 * @param version - Default: the one before the active one.
 * @throws RegistryConfigError where it is not valid any more; NoEarlierVersionError, and as `versionSource`.
 */
export async function versionToRestore(table: ConfigurationTable, version?: number) {
  const found = await versionSource(table, version ?? (await earlierVersion(table)));
  const { notes } = checkRegistryConfig(found.source, `version ${found.version} (${found.file})`);
  return { ...found, notes };
}

async function earlierVersion(table: ConfigurationTable): Promise<number> {
  const last = await lastVersion(table);
  if (last === 0) throw new NothingActiveError();
  if (last === 1) throw new NoEarlierVersionError();
  return last - 1;
}

/**
 * The number of the active version. Where none is active, or its number cannot be read: that of the last version that
 * is kept, so that no number is given twice; 0 where none is kept.
 */
export async function lastVersion(table: ConfigurationTable): Promise<number> {
  const active = await itemAt(table, activeKey);
  const version = active && readableVersion(active)?.version;
  return version ?? highestKept(table);
}

/** Reads the whole ledger: versions are in no index, and this is for the first one, and for what is damaged. */
async function highestKept({ dynamodb, table }: ConfigurationTable): Promise<number> {
  const pages = paginateScan(
    { client: dynamodb },
    {
      TableName: table,
      FilterExpression: 'begins_with(id, :versions)',
      ExpressionAttributeValues: { ':versions': { S: 'configuration/' } },
      ProjectionExpression: 'id',
    },
  );
  let highest = 0;
  for await (const { Items = [] } of pages) {
    for (const { id } of Items) highest = Math.max(highest, Number(id?.S?.split('/')[1]) || 0);
  }
  return highest;
}

/** Undefined for an item that is damaged. */
export function readableVersion(item: Item): Version | undefined {
  try {
    return versionIn(item);
  } catch (error) {
    if (error instanceof DamagedConfigurationError) return undefined;
    throw error;
  }
}
