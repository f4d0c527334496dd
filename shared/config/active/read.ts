import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { RegistryConfig } from '../schema/schema.ts';
import { NoSuchVersionError } from './errors.ts';
import { configIn, type Item, versionIn } from './item.ts';
import { activeKey, type ConfigurationTable, versionKey } from './table.ts';

/** The configuration that a function works with. */
export interface ActiveConfiguration {
  version: number;
  /** registry.yml as the owner mark of the registry names it. */
  file: string;
  config: RegistryConfig;
}

/**
 * The active configuration; undefined where none was ever activated.
 *
 * @throws DamagedConfigurationError, OtherFormatError, and the errors of DynamoDB.
 */
export async function readActive(
  table: ConfigurationTable,
): Promise<ActiveConfiguration | undefined> {
  const item = await itemAt(table, activeKey);
  return item && activeIn(item);
}

/** A version that was active once. @throws NoSuchVersionError, and as `readActive`. */
export async function readVersion(
  table: ConfigurationTable,
  version: number,
): Promise<ActiveConfiguration> {
  const item = await itemAt(table, versionKey(version));
  if (item) return activeIn(item);
  // Between an activation and its copy.
  const active = await readActive(table);
  if (active?.version !== version) throw new NoSuchVersionError(version);
  return active;
}

function activeIn(item: Item): ActiveConfiguration {
  const { version, file } = versionIn(item);
  return { version, file, config: configIn(item) };
}

/** Read consistently: a function that was started by an activation must see it. */
export async function itemAt(
  { dynamodb, table }: ConfigurationTable,
  Key: typeof activeKey,
): Promise<Item | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
  );
  return Item;
}
