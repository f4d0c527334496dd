import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { Store } from '../../runtime/store/store.ts';

const key = { id: { S: 'inventory/bucket' } };

/** Notes in the ledger in which bucket the inventory is, so that the command finds it. A folder is not noted. */
export async function noteBucket(ledger: Ledger, { place }: Pick<Store, 'place'>): Promise<void> {
  const bucket = bucketIn(place(''));
  if (bucket === undefined || bucket === (await notedBucket(ledger))) return;
  const Item = { ...key, bucket: { S: bucket } };
  await ledger.dynamodb.send(new PutItemCommand({ TableName: ledger.table, Item }));
}

/** The bucket of the inventory of a stack. Undefined until its first inventory. */
export async function notedBucket({ dynamodb, table }: Ledger): Promise<string | undefined> {
  const read = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
  const { Item } = await dynamodb.send(read);
  return Item?.bucket?.S;
}

function bucketIn(place: string): string | undefined {
  return /^s3:\/\/([^/]+)\//.exec(place)?.[1];
}
