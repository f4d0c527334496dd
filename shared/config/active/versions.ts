import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { DamagedConfigurationError, NoSuchVersionError } from './errors.ts';
import { type Item, sourceIn, type Version, versionIn } from './item.ts';
import { itemAt } from './read.ts';
import { activeKey, type ConfigurationTable, versionKey } from './table.ts';

/** The most that `listVersions` answers. */
export const LISTED_AT_MOST = 20;

/** The last versions, the active one first. One that is damaged or no longer kept is left out. */
export async function listVersions(table: ConfigurationTable): Promise<Version[]> {
  const last = await lastVersion(table);
  const numbers = Array.from(
    { length: Math.min(last, LISTED_AT_MOST) },
    (_, index) => last - index,
  );
  if (numbers.length === 0) return [];
  const kept = await itemsAt(table, [activeKey, ...numbers.map(versionKey)]);
  const versions = kept.flatMap((item) => readableVersion(item) ?? []);
  // The active one is among them twice, once as its copy.
  const different = new Map(versions.map((version) => [version.version, version]));
  return [...different.values()].sort((a, b) => b.version - a.version);
}

/** The text of registry.yml as it was activated. Default: the active one. @throws NoSuchVersionError */
export async function versionSource(table: ConfigurationTable, version?: number) {
  const found = version === undefined ? undefined : await itemAt(table, versionKey(version));
  const item = found ?? (await activeOf(table, version));
  return { ...versionIn(item), source: sourceIn(item) };
}

/** The active one, if it is the version asked for. */
async function activeOf(table: ConfigurationTable, version = 0): Promise<Item> {
  const item = await itemAt(table, activeKey);
  const isIt = item && (version === 0 || readableVersion(item)?.version === version);
  if (!isIt) throw new NoSuchVersionError(version);
  return item;
}

/** The number of the active version; of the last that is kept, where that of the active one cannot be read; else 0. */
export async function lastVersion(table: ConfigurationTable): Promise<number> {
  const active = await itemAt(table, activeKey);
  if (active === undefined) return 0;
  return readableVersion(active)?.version ?? highestKept(table);
}

/** Reads the whole ledger. */
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
    for (const { id } of Items) highest = Math.max(highest, Number(id?.S?.split('/')[1]));
  }
  return highest;
}

async function itemsAt({ dynamodb, table }: ConfigurationTable, keys: Keys): Promise<Item[]> {
  const items: Item[] = [];
  let request: Keys | undefined = keys;
  while (request !== undefined && request.length > 0) {
    const RequestItems: BatchGetItemCommandInput['RequestItems'] = {
      [table]: {
        Keys: request,
        ConsistentRead: true,
        ProjectionExpression: '#version, activated, #by, #file, restores',
        ExpressionAttributeNames: { '#version': 'version', '#by': 'by', '#file': 'file' },
      },
    };
    const answer: BatchGetItemCommandOutput = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems }),
    );
    items.push(...(answer.Responses?.[table] ?? []));
    request = answer.UnprocessedKeys?.[table]?.Keys;
  }
  return items;
}

type Keys = Record<string, AttributeValue>[];

/** Undefined for an item that is damaged. */
export function readableVersion(item: Item): Version | undefined {
  try {
    return versionIn(item);
  } catch (error) {
    if (error instanceof DamagedConfigurationError) return undefined;
    throw error;
  }
}
