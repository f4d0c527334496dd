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
 * @param known - What was read before: it is the answer while it is still the active one.
 * @throws DamagedConfigurationError, OtherFormatError, and the errors of DynamoDB.
 */
export async function readActive(
  table: ConfigurationTable,
  known?: ActiveConfiguration,
): Promise<ActiveConfiguration | undefined> {
  const item = await itemAt(table, activeKey);
  if (item === undefined) return undefined;
  const { version, file } = versionIn(item);
  const config = configIn(item); // also of a known one: it may have been damaged since
  return known?.version === version ? known : { version, file, config };
}

/** A version that was active once. @throws NoSuchVersionError, and as `readActive`. */
export async function readVersion(
  table: ConfigurationTable,
  version: number,
): Promise<ActiveConfiguration> {
  const item = await itemAt(table, versionKey(version));
  if (item) return { version, file: versionIn(item).file, config: configIn(item) };
  // Between an activation and its copy.
  const active = await readActive(table);
  if (active?.version !== version) throw new NoSuchVersionError(version);
  return active;
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
