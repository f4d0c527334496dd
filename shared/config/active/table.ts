import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Where the active configuration is: the ledger of the stack, for which every function has a client anyway.
 *
 * `configuration` is the active one, in whole, so that a function reads one item when it starts. Each version is also
 * kept as `configuration/<version>`: for `config list`, for `config rollback`, and for a durable execution that began
 * with it.
 */
export interface ConfigurationTable {
  dynamodb: DynamoDBClient;
  table: string;
}

/** The key of the active configuration. */
export const activeKey = { id: { S: 'configuration' } };

/** The key of a version that was active once; its number has digits enough to sort by. */
export function versionKey(version: number) {
  return { id: { S: `configuration/${String(version).padStart(8, '0')}` } };
}
