import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

/** A DynamoDB table that remembers what people have been told, by `id`, until `expiresAt`. */
export interface Ledger {
  dynamodb: DynamoDBClient;
  table: string;
}

/** One cause for people to be told of something. */
export interface Cause {
  /** The same for whatever is to be told once: `cache/docker.io/UpstreamAccessDenied`. */
  id: string;
  /** Seconds until it may be told again, if it is still so. */
  windowSeconds: number;
}

/**
 * Calls `tell` unless it was called for the same cause within the window: by this function or any other,
 * now or on a retry. When `tell` fails, the cause counts as not told.
 *
 * @returns whether `tell` was called.
 */
export async function tellOnce(
  ledger: Ledger,
  cause: Cause,
  tell: () => Promise<void>,
  now = new Date(),
): Promise<boolean> {
  if (!(await claim(ledger, cause, now))) return false;
  try {
    await tell();
    return true;
  } catch (error) {
    await release(ledger, cause);
    throw error;
  }
}

/** True for exactly one caller per cause and window. */
async function claim({ dynamodb, table }: Ledger, cause: Cause, now: Date): Promise<boolean> {
  const seconds = Math.floor(now.getTime() / 1000);
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: { id: { S: cause.id }, expiresAt: { N: String(seconds + cause.windowSeconds) } },
        // DynamoDB removes what has expired within days, not seconds: so the time is looked at, too.
        ConditionExpression: 'attribute_not_exists(id) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': { N: String(seconds) } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function release({ dynamodb, table }: Ledger, { id }: Cause): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: { id: { S: id } } }));
}
