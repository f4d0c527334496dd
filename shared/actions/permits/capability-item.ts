import { type AttributeValue, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { Capability } from '../action.ts';

/**
 * What the ledger knows of a capability: the consent to its rules, and whether it is paused. One item, so that the gate
 * reads both in one call; each is written without the other.
 */
export type CapabilityItem = Readonly<Record<string, AttributeValue>>;

/** The item as it is now; undefined where there is none. */
export async function readCapability(
  { dynamodb, table }: Ledger,
  capability: Capability,
): Promise<CapabilityItem | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(capability), ConsistentRead: true }),
  );
  return Item;
}

/** Sets these attributes, removes those that are undefined, and leaves all others. @returns the item before. */
export async function writeCapability(
  { dynamodb, table }: Ledger,
  capability: Capability,
  attributes: Readonly<Record<string, AttributeValue | undefined>>,
): Promise<CapabilityItem | undefined> {
  const all = Object.entries(attributes);
  const set = all.filter((each): each is [string, AttributeValue] => each[1] !== undefined);
  const removed = all.filter(([, value]) => value === undefined);
  const { Attributes } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(capability),
      UpdateExpression: [
        ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`)}`] : []),
        ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => `#${name}`)}`] : []),
      ].join(' '),
      // Some of the names are words of DynamoDB's own language.
      ExpressionAttributeNames: Object.fromEntries(all.map(([name]) => [`#${name}`, name])),
      ...(set.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(
          set.map(([name, value]) => [`:${name}`, value]),
        ),
      }),
      ReturnValues: 'ALL_OLD',
    }),
  );
  return Attributes;
}

function keyOf(capability: Capability) {
  return { id: { S: `consent/${capability}` } };
}
