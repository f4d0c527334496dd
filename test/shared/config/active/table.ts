import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { activate } from '../../../../shared/config/active/activate.ts';
import type { Item } from '../../../../shared/config/active/item.ts';
import { activeKey, versionKey } from '../../../../shared/config/active/table.ts';
import { startTestAws } from '../../../local/start.ts';
import { createTable } from '../../../support/acting.ts';

export const file = 'registry.yml';
export const by = 'arn:aws:iam::123456789012:user/anna';

/** A registry.yml that differs from others by its number. */
export const text = (number: number) => `# ${number}\nnaming: {}\n`;

/** The ledger of a stack on a local AWS, in which nothing is active. */
export async function startTable() {
  const { aws, config } = await startTestAws();
  await createTable(aws, 'ledger');
  const dynamodb = new DynamoDBClient({ ...config, maxAttempts: 2 });
  onTestFinished(() => dynamodb.destroy());
  const TableName = 'ledger';
  const table = { dynamodb, table: TableName };
  const keyOf = (version?: number) => (version === undefined ? activeKey : versionKey(version));
  const calls: string[] = [];
  aws.onExchange(({ operation }) => void calls.push(operation));
  return {
    aws,
    table,
    /** The calls since it was last asked. */
    calls: () => calls.splice(0),
    push: (source: string, more: { file?: string; seen?: number; restores?: number } = {}) =>
      activate(table, { source, file, by, ...more }, new Date('2026-11-27T09:12:00Z')),
    /** The active item, or that of a version. */
    async item(version?: number): Promise<Item | undefined> {
      return (await dynamodb.send(new GetItemCommand({ TableName, Key: keyOf(version) }))).Item;
    },
    async write(item: Item, version?: number): Promise<void> {
      await dynamodb.send(new PutItemCommand({ TableName, Item: { ...item, ...keyOf(version) } }));
    },
    async remove(version?: number): Promise<void> {
      await dynamodb.send(new DeleteItemCommand({ TableName, Key: keyOf(version) }));
    },
    /** Changes an attribute of the active item as nobody of ours does. */
    async damage(attribute: string, value?: Item[string]): Promise<void> {
      const input = { TableName, Key: activeKey, ExpressionAttributeNames: { '#it': attribute } };
      const update =
        value === undefined
          ? { UpdateExpression: 'REMOVE #it' }
          : { UpdateExpression: 'SET #it = :to', ExpressionAttributeValues: { ':to': value } };
      await dynamodb.send(new UpdateItemCommand({ ...input, ...update }));
    },
  };
}
